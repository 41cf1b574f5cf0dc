package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.tokenizer.TrainingProgress.Stage;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.GgufVocabularyWriter;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

class ByteLevelBpeTrainerTest {
    private static final TokenizerProfile PROFILE =
            TokenizerProfile.endOfText().withTokens("<|pad|>", "<|im_start|>").withPad("<|pad|>");

    @Test
    void anyTextComesBackAndTheSizeIsExact() {
        TrainedTokenizer trained = ByteLevelBpeTrainer.of(700, PROFILE).train(Corpus.speeches());
        Tokenizer tokenizer = trained.tokenizer();
        assertEquals(700, trained.size());
        assertEquals(700, tokenizer.size());
        Corpus.assertIds(tokenizer, "<|endoftext|>", "<|pad|>", "<|im_start|>");
        Corpus.assertRoundTrips(tokenizer);
        assertTrue(Corpus.charactersPerToken(tokenizer, Corpus.speeches()) > 2);
    }

    @Test
    void theOrderOfDocumentsDoesNotMatter() {
        ByteLevelBpeTrainer trainer = ByteLevelBpeTrainer.of(600, PROFILE);
        TrainedTokenizer first = trainer.train(Corpus.speeches());
        assertEquals(first, trainer.train(Corpus.speeches().stream()));
        assertEquals(first, trainer.train(Corpus.shuffled(Corpus.speeches())));
    }

    @Test
    void theLibraryMergesAsTheTrainerDid() {
        List<String> documents = List.of(
                "low low low low low lower lower newest newest newest newest newest newest" + " widest widest widest");
        Tokenizer tokenizer = ByteLevelBpeTrainer.of(268, TokenizerProfile.none())
                .train(documents)
                .tokenizer();
        // " newest" is one token by its eleventh merge at the latest; "lowest" was never seen.
        assertArrayEquals(new String[] {"low", "est"}, tokens(tokenizer, "lowest"));
        assertEquals(1, tokens(tokenizer, " newest").length);
    }

    @Test
    void aFolderHasTheRolesTheTemplateAndWhatGoesAroundTexts(@TempDir Path folder) throws IOException {
        String template = "{% for m in messages %}{{ m.content }}<|endoftext|>{% endfor %}";
        TokenizerProfile profile =
                PROFILE.withAround(true, true).withChatTemplate(template).withModelMaxLength(512);
        Path model = folder.resolve("new/model");
        TrainedTokenizer trained = ByteLevelBpeTrainer.of(300, profile).train(Corpus.speeches());
        trained.write(model);
        trained.write(model);
        Tokenizer tokenizer = Tokenizers.fromFolder(model);
        assertEquals(OptionalInt.of(0), tokenizer.bos());
        assertEquals(OptionalInt.of(0), tokenizer.eos());
        assertEquals(OptionalInt.of(1), tokenizer.pad());
        int[] ids = tokenizer.encode("First", true, false);
        assertEquals(0, ids[0]);
        assertEquals(0, ids[ids.length - 1]);
        assertEquals(
                4,
                Arrays.stream(tokenizer.encodePair("a", "b", true).ids())
                        .filter(id -> id == 0)
                        .count());
        var config = Json.parse(model.resolve("tokenizer_config.json"));
        assertEquals(template, config.path("chat_template").asText());
        assertEquals(512, config.path("model_max_length").asInt());
        try (Stream<Path> files = Files.list(model)) {
            assertEquals(2, files.count());
        }
        Tokenizer gguf = Tokenizers.fromGguf(GgufVocabularyWriter.fromFolder(model, 300));
        String text = Corpus.speeches().get(3);
        assertArrayEquals(tokenizer.encode(text, true, false), gguf.encode(text, true, false));
    }

    @Test
    void textOfSpecialTokensIsNotLearnt() {
        List<String> documents = List.of("a<|endoftext|>".repeat(100));
        String json = ByteLevelBpeTrainer.of(300, TokenizerProfile.endOfText())
                .train(documents)
                .json();
        assertTrue(json.contains("\"merges\":[]"), json);
    }

    @Test
    void fewerTokensComeFromASmallTextAndThatIsSaid() {
        TrainedTokenizer trained =
                ByteLevelBpeTrainer.of(1000, TokenizerProfile.none()).train(List.of("abab"));
        assertEquals(257, trained.size());
        assertEquals(257, trained.tokenizer().size());
    }

    @Test
    void oneEndlessWordAndBrokenCharactersAreLearntFrom() {
        TrainedTokenizer trained = ByteLevelBpeTrainer.of(270, TokenizerProfile.none())
                .train(List.of("ab".repeat(100_000), "\uD83D \uD83D"));
        // Words of 256 bytes take 8 merges, U+FFFD takes 2.
        assertEquals(256 + 8 + 2, trained.size());
        assertEquals(128, trained.tokenizer().encode("ab".repeat(128 * 128), false, false).length);
        assertTrue(trained.tokenizer().id("ï¿½").isPresent());
    }

    @Test
    void aTrainingCanBeCancelled() {
        ByteLevelBpeTrainer trainer = ByteLevelBpeTrainer.of(600, PROFILE)
                .withProgress((stage, done, total) -> stage != Stage.MERGING || done < 400);
        CancellationException e = assertThrows(CancellationException.class, () -> trainer.train(Corpus.speeches()));
        assertTrue(e.getMessage().contains("merging"), e.getMessage());
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ByteLevelBpeTrainer.of(258, PROFILE));
        assertThrows(IllegalArgumentException.class, () -> ByteLevelBpeTrainer.of(300, PROFILE.withTokens("<|pad|>")));
        assertThrows(IllegalArgumentException.class, () -> PROFILE.withTokens("x"));
        assertThrows(IllegalArgumentException.class, () -> PROFILE.withTokens("<0x0A>"));
        assertThrows(IllegalArgumentException.class, () -> PROFILE.withPad("<none>"));
        assertThrows(
                IllegalArgumentException.class, () -> TokenizerProfile.none().withAround(true, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> ByteLevelBpeTrainer.of(300, PROFILE).train(List.of("")));
    }

    private static String[] tokens(Tokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text, false, false))
                .mapToObj(tokenizer::token)
                .toArray(String[]::new);
    }
}
