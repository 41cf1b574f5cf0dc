package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.menura.data.tokenizer.TrainingProgress.Stage;
import org.menura.format.tokenizer.Tokenizer;

class UnigramTrainerTest {
    private static final TokenizerProfile LLAMA = TokenizerProfile.llama();

    @Test
    void anyTextComesBackAndTheSizeIsExact() {
        TrainedTokenizer trained = UnigramTrainer.of(700, LLAMA).train(Corpus.speeches());
        Tokenizer tokenizer = trained.tokenizer();
        assertEquals(700, trained.size());
        assertEquals(700, tokenizer.size());
        assertEquals(OptionalInt.of(3), tokenizer.id("<0x00>"));
        assertTrue(tokenizer.id("▁the").isPresent());
        Corpus.assertIds(tokenizer, "<unk>", "<s>", "</s>");
        Corpus.assertRoundTrips(tokenizer);
        assertTrue(Corpus.charactersPerToken(tokenizer, Corpus.speeches()) > 2);
    }

    @Test
    void theOrderOfDocumentsDoesNotMatter() {
        UnigramTrainer trainer = UnigramTrainer.of(500, LLAMA);
        TrainedTokenizer first = trainer.train(Corpus.speeches());
        assertEquals(first, trainer.train(Corpus.speeches().stream()));
        assertEquals(first, trainer.train(Corpus.shuffled(Corpus.speeches())));
    }

    @Test
    void withoutBytesUnknownCharactersAreTheUnknownToken() {
        Tokenizer tokenizer = UnigramTrainer.of(200, LLAMA)
                .withRules(new PieceRules(1, false, 8))
                .train(Corpus.speeches())
                .tokenizer();
        assertEquals(200, tokenizer.size());
        assertEquals(0, tokenizer.encode("日", false, false)[1]);
        for (int id = 3; id < 200; id++) {
            assertTrue(tokenizer.token(id).length() <= 8, tokenizer.token(id));
        }
    }

    @Test
    void aTrainingCanBeCancelledInEveryStage() {
        for (Stage stage : new Stage[] {Stage.COUNTING, Stage.SEEDING, Stage.FITTING}) {
            UnigramTrainer trainer = UnigramTrainer.of(500, LLAMA).withProgress((now, done, total) -> now != stage);
            assertThrows(CancellationException.class, () -> trainer.train(Corpus.speeches()));
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> UnigramTrainer.of(500, TokenizerProfile.none()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new UnigramTrainer(500, 1000, 1, PieceRules.DEFAULT, LLAMA, TrainingProgress.SILENT));
        assertThrows(
                IllegalArgumentException.class,
                () -> UnigramTrainer.of(280, LLAMA).train(Corpus.speeches()));
    }
}
