"""The knowledge base as a model, for chat clients that exist. The map, in reading order:

fields            what a client sent, whatever its types
models            which name is which space, answered in which role
conversation      the client's messages → question, history, manner
chores            prompts that clients make by themselves (titles, tags), which no document answers
answering         all of that → the events of an answer
sources           marks numbered 1, 2, 3… as the text names them, and where each leads
telling           events → the text that a client shows
embeddings        texts → vectors, of the space that the model stands for; token_ids reads texts that come as numbers
ollama_form, chat_form, responses_form
                  how Ollama's and OpenAI's clients read all that
replying          one request's answer, whole or streamed; routes/ollama and routes/openai serve it
"""
