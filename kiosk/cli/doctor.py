def add_words(word):
    pass
