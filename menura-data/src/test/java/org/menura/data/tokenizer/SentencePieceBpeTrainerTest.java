package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.tokenizer.GgufVocabularyWriter;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

class SentencePieceBpeTrainerTest {
    private static final TokenizerProfile LLAMA = TokenizerProfile.llama();

    @Test
    void anyTextComesBackAndTheSizeIsExact() {
        TrainedTokenizer trained = SentencePieceBpeTrainer.of(700, LLAMA).train(Corpus.speeches());
        Tokenizer tokenizer = trained.tokenizer();
        assertEquals(700, trained.size());
        assertEquals(700, tokenizer.size());
        assertEquals(OptionalInt.of(3), tokenizer.id("<0x00>"));
        Corpus.assertIds(tokenizer, "<unk>", "<s>", "</s>");
        Corpus.assertRoundTrips(tokenizer);
        assertTrue(Corpus.charactersPerToken(tokenizer, Corpus.speeches()) > 2);
    }

    @Test
    void theOrderOfDocumentsDoesNotMatter() {
        SentencePieceBpeTrainer trainer = SentencePieceBpeTrainer.of(500, LLAMA);
        TrainedTokenizer first = trainer.train(Corpus.speeches());
        assertEquals(first, trainer.train(Corpus.speeches().stream()));
        assertEquals(first, trainer.train(Corpus.shuffled(Corpus.speeches())));
    }

    @Test
    void aGgufFileCanHoldIt(@TempDir Path folder) throws IOException {
        SentencePieceBpeTrainer.of(600, LLAMA).train(Corpus.speeches()).write(folder);
        Tokenizer tokenizer = Tokenizers.fromFolder(folder);
        assertEquals(OptionalInt.of(1), tokenizer.bos());
        Tokenizer gguf = Tokenizers.fromGguf(GgufVocabularyWriter.fromFolder(folder, 600));
        for (String text : Corpus.speeches().subList(0, 20)) {
            assertArrayEquals(tokenizer.encode(text, true, false), gguf.encode(text, true, false));
        }
    }

    @Test
    void blanksJoinAndRareCharactersAreBytes() {
        List<String> documents = List.of("if x:\n    y\n    z\n".repeat(200) + "é");
        PieceRules rules = new PieceRules(0.999, true, 4);
        Tokenizer tokenizer = SentencePieceBpeTrainer.of(290, LLAMA)
                .withRules(rules)
                .train(documents)
                .tokenizer();
        assertTrue(tokenizer.id("▁▁").isPresent());
        assertTrue(tokenizer.id("é").isEmpty());
        int[] ids = tokenizer.encode("é", false, false);
        assertEquals("<0xC3>", tokenizer.token(ids[1]));
        assertEquals("<0xA9>", tokenizer.token(ids[2]));
    }

    @Test
    void withoutBytesUnknownCharactersAreTheUnknownToken() {
        PieceRules rules = new PieceRules(1, false, 16);
        Tokenizer tokenizer = SentencePieceBpeTrainer.of(100, LLAMA)
                .withRules(rules)
                .train(Corpus.speeches())
                .tokenizer();
        assertEquals(100, tokenizer.size());
        assertEquals(0, tokenizer.encode("日", false, false)[1]);
        TokenizerProfile none = TokenizerProfile.none();
        SentencePieceBpeTrainer bytes = SentencePieceBpeTrainer.of(400, none);
        assertThrows(IllegalArgumentException.class, () -> bytes.withRules(rules));
        Corpus.assertRoundTrips(bytes.train(Corpus.speeches()).tokenizer());
    }

    @Test
    void aVocabularyThatCannotHoldTheCharactersIsRefused() {
        SentencePieceBpeTrainer trainer = SentencePieceBpeTrainer.of(270, LLAMA);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> trainer.train(Corpus.speeches()));
        assertTrue(e.getMessage().contains("at least"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new PieceRules(0, true, 16));
        assertThrows(IllegalArgumentException.class, () -> new PieceRules(1, true, 33));
    }
}
