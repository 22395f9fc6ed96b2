"""The knowledge base as a model, for chat clients that exist. The map, in reading order:

fields            what a client sent, whatever its types
model_names       which name is which space, answered in which role
messages          the client's messages → question, history, manner
client_tasks      prompts that clients make by themselves (titles, tags), which no document answers
sources           marks numbered 1, 2, 3… as the text names them, and where each leads
answer_text       events → the text that a client shows
embeddings        texts → vectors, of the space that the model stands for; token_ids reads texts that come as numbers
ollama_chat, openai_chat, openai_responses
                  how Ollama's and OpenAI's clients read all that
request           one request's answer, whole or streamed; routes/ollama and routes/openai serve it
"""
