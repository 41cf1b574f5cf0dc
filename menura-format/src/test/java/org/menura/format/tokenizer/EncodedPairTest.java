package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Pairs that are too long are cut as the tokenizers library cuts them. */
class EncodedPairTest {
    private static final Tokenizer TOKENIZER =
            Tokenizers.fromFolder(TestData.root().resolve("sentences"));

    private static String cut(String first, String second, int most) {
        EncodedPair pair = EncodedPair.of(TOKENIZER, first, second, most);
        return TOKENIZER.decode(pair.ids(), false);
    }

    @Test
    void theLongerOneKeepsTheOddToken() {
        String six = "red dog red dog red dog";
        String eight = "sun moon sun moon sun moon sun moon";
        assertEquals("[CLS] red dog red dog [SEP] sun moon sun moon sun [SEP]", cut(six, eight, 12));
        assertEquals("[CLS] sun moon sun moon sun [SEP] red dog red dog [SEP]", cut(eight, six, 12));
        assertEquals("[CLS] red dog red dog [SEP] red dog red dog red [SEP]", cut(six, six, 12));
    }

    @Test
    void aShortOneIsKept() {
        assertEquals("[CLS] red [SEP] sun moon sun [SEP]", cut("red", "sun moon sun moon sun", 7));
        assertEquals("[CLS] sun moon sun [SEP] red [SEP]", cut("sun moon sun moon sun", "red", 7));
    }
}
