package org.menura.format.tokenizer;

/** The types of tokens, with the numbers that SentencePiece and GGUF files give them. */
enum TokenType {
    NORMAL(1),
    UNKNOWN(2),
    CONTROL(3),
    USER_DEFINED(4),
    UNUSED(5),
    BYTE(6);

    private static final TokenType[] BY_NUMBER = values();

    private final int number;

    TokenType(int number) {
        this.number = number;
    }

    /** The type with a number; GGUF's 0, undefined, and numbers that there are not, are normal. */
    static TokenType of(long number) {
        return number >= 1 && number <= 6 ? BY_NUMBER[(int) number - 1] : NORMAL;
    }

    int number() {
        return number;
    }
}
