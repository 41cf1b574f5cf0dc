package org.menura.generate.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.generate.audio.ScriptedSpeech.ENGLISH;
import static org.menura.generate.audio.ScriptedSpeech.GERMAN;
import static org.menura.generate.audio.ScriptedSpeech.NO_TIMES;
import static org.menura.generate.audio.ScriptedSpeech.TRANSLATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.load.ModelSource;

class SpeechTokensTest {
    @TempDir
    Path folder;

    /** Reads files of which one says, besides the tokens, what is given, and the other something else. */
    private SpeechTokens tokens(String generation, String config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        Files.writeString(folder.resolve("generation_config.json"), """
                {"eos_token_id": 256, "lang_to_id": {"<|en|>": %d, "<|de|>": %d}, "task_to_id": {"transcribe": 260, "translate": %d},
                 "no_timestamps_token_id": %d%s}""".formatted(
                        ENGLISH, GERMAN, TRANSLATE, NO_TIMES, generation));
        HfFolder files = HfFolder.open(folder);
        ModelSource source = new ModelSource(folder, Json.parse(config, "config.json"), null, files, null);
        return SpeechTokens.of(source, Tokenizers.bytes(), new ScriptedSpeech(1));
    }

    private SpeechTokens tokens(String generation) throws IOException {
        return tokens(generation, "{}");
    }

    @Test
    void languagesAreNamedInThreeWays() throws IOException {
        for (String name : List.of("de", "<|de|>", "German", "german", "DE")) {
            assertEquals(
                    Optional.of("de"),
                    tokens(", \"language\": \"%s\"".formatted(name)).language());
        }
        assertEquals(Optional.of("nl"), SpokenLanguages.code("Flemish", List.of("en", "nl")));
        assertEquals(Optional.of("mi"), SpokenLanguages.code("maori", List.of("en", "mi")));
        FormatException e = assertThrows(FormatException.class, () -> tokens(", \"language\": \"klingon\""));
        assertTrue(
                e.getMessage().contains("language = \"klingon\" is not supported (the model knows en, de)"),
                e.getMessage());
    }

    @Test
    void aTaskIsOneOfTwo() throws IOException {
        assertEquals(Optional.of(true), tokens(", \"task\": \"translate\"").translates());
        assertEquals(Optional.of(false), tokens(", \"task\": \"transcribe\"").translates());
        assertEquals(Optional.empty(), tokens("").translates());
        assertThrows(FormatException.class, () -> tokens(", \"task\": \"sing\""));
    }

    /** By the rules of transformers 5.24. */
    @Test
    void forcedTokensKeepTheirPositions() throws IOException {
        String forced = ", \"forced_decoder_ids\": ";
        assertArrayEquals(
                new int[] {GERMAN, TRANSLATE},
                tokens(forced + "[[1, 259], [2, 261], [3, 262]]").forced());
        assertArrayEquals(
                new int[] {SpeechTokens.HEARD, TRANSLATE},
                tokens(forced + "[[1, null], [2, 261]]").forced());
        assertArrayEquals(new int[0], tokens(forced + "[[1, 262]]").forced(), "a model of one language");
        assertArrayEquals(new int[0], tokens(forced + "[[2, 261]]").forced());
        assertArrayEquals(
                new int[0],
                tokens(forced + "[[1, 259]], \"task\": \"transcribe\"").forced());
        FormatException e = assertThrows(FormatException.class, () -> tokens(forced + "[[1, 259], [3, 261]]"));
        assertTrue(e.getMessage().contains("each position must follow the one before"), e.getMessage());
        String old = "{\"forced_decoder_ids\": [[1, 258]]}";
        assertArrayEquals(new int[] {ENGLISH}, tokens(forced + "null", old).forced());
        assertArrayEquals(new int[] {GERMAN}, tokens(forced + "[[1, 259]]", old).forced());
    }

    /** By the rules of transformers 5.24, which asks the generation config alone where there is one. */
    @Test
    void whatTheGenerationConfigLeavesOutIsNotSuppressed() throws IOException {
        String old = "{\"suppress_tokens\": [7], \"begin_suppress_tokens\": [8], \"max_initial_timestamp_index\": 3}";
        SpeechTokens silent = tokens("", old);
        assertArrayEquals(new int[0], silent.suppressed());
        assertArrayEquals(new int[0], silent.suppressedFirst());
        assertTrue(silent.maxFirst() > 50, "texts may begin at any time");
        SpeechTokens told = tokens(
                ", \"suppress_tokens\": [9], \"begin_suppress_tokens\": [], \"max_initial_timestamp_index\": 2", old);
        assertArrayEquals(new int[] {9}, told.suppressed());
        assertArrayEquals(new int[0], told.suppressedFirst());
        assertEquals(2, told.maxFirst());
    }
}
