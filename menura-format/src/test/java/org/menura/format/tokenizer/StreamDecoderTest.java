package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;

class StreamDecoderTest {
    @Test
    void bytesOfACharacterWaitForEachOther() {
        StreamDecoder stream = Tokenizers.bytes().stream();
        assertEquals("", stream.add(0xF0));
        assertEquals("", stream.add(0x9F));
        assertEquals("", stream.add(0x98));
        assertEquals("\uD83D\uDE00", stream.add(0x80));
        assertEquals("", stream.flush());
    }

    @Test
    void anUnfinishedCharacterAtTheEndAndBytesThatBelongToNoneAreReplaced() {
        StreamDecoder stream = Tokenizers.bytes().stream();
        assertEquals("", stream.add(0xE2));
        assertEquals("\uFFFDa", stream.add('a'));
        assertEquals("\uFFFD", stream.add(0xFF));
        assertEquals("", stream.add(0xC3));
        assertEquals("\uFFFD", stream.flush());
        assertEquals("b", stream.add('b'));
    }

    @Test
    void onlyTheFirstTokenLosesItsBlank() {
        Tokenizer tokenizer = Tokenizers.fromFolder(TestData.root().resolve("models/stories260K"));
        int[] ids = tokenizer.encode(" once  there", true, false);
        assertEquals(" once  there", tokenizer.decode(ids, true));
        int[] prompt = tokenizer.encode("Once", true, false);
        int[] next = tokenizer.encode("there", false, false);
        StringBuilder reply = new StringBuilder();
        StreamDecoder stream = tokenizer.stream(true, prompt);
        for (int id : next) {
            reply.append(stream.add(id));
        }
        assertEquals(" there", reply.toString());
    }

    @Test
    void aSuffixIsABlankWhereAnotherTokenFollows() {
        Tokenizer tokenizer = words("{\"type\": \"BPEDecoder\", \"suffix\": \"</w>\"}", "lo", "w</w>", "a</w>", "<x>");
        assertEquals("low a", tokenizer.decode(new int[] {0, 1, 2}, true));
        StreamDecoder stream = tokenizer.stream(true, 0, 1);
        assertEquals(" a", stream.add(2));
        assertEquals("", stream.flush());
        assertEquals("lo", stream.add(0));
        assertEquals("a ", new String(tokenizer.bytes(2), StandardCharsets.UTF_8));
    }

    @Test
    void aDecoderReplacesRegularExpressions() {
        Tokenizer tokenizer = words(
                "{\"type\": \"Sequence\", \"decoders\": [{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"[_.]+\"},"
                        + " \"content\": \" \"}, {\"type\": \"Fuse\"}]}",
                "a_.b",
                "_c",
                "$1");
        assertEquals("a b c$1", tokenizer.decode(new int[] {0, 1, 2}, true));
        FormatException e = assertThrows(
                FormatException.class,
                () -> words("{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"_*\"}, \"content\": \" \"}", "a"));
        assertTrue(e.getMessage().contains("matches where there is nothing"), e.getMessage());
    }

    /** What Hugging Face's tokenizers 0.22 makes of the same ids. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "true; <pad>; 4 4 0 4 6 6 0 6 7 3 3 4; \"hhllo h\"",
                "true; <pad>; 3 3 4 5 8 6 6 6 7 9; \" he.lo b\"",
                "true; o; 7 4 7 7 4 5 3; \"hhe \"",
                "false; <pad>; 4 4 3 5 8 9 0; \"h|e .|b\"",
            })
    void momentsOfASoundAreReadAsOneWhereTheyAreAlike(boolean cleanup, String pad, String ids, String text) {
        Tokenizer tokenizer = words(
                "{\"type\": \"CTC\", \"pad_token\": \"%s\", \"word_delimiter_token\": \"|\", \"cleanup\": %s}"
                        .formatted(pad, cleanup),
                "<pad>",
                "<s>",
                "<unk>",
                "|",
                "h",
                "e",
                "l",
                "o",
                " .",
                "|b");
        int[] moments =
                Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray();
        assertEquals(text, tokenizer.decode(moments, true));
        assertEquals(text, tokenizer.decode(moments, false));
        StreamDecoder stream = tokenizer.stream(true, moments);
        assertEquals("", stream.add(moments[moments.length - 1]));
        stream.flush();
        assertEquals("h", stream.add(4));
    }

    @Test
    void whatAMomentLeavesOutIsNoWordToTheNextStep() {
        String ctc =
                "{\"type\": \"CTC\", \"pad_token\": \"<pad>\", \"word_delimiter_token\": \"|\", \"cleanup\": true}";
        Tokenizer tokenizer = words(
                "{\"type\": \"Sequence\", \"decoders\": [%s, {\"type\": \"WordPiece\", \"prefix\": \"##\", \"cleanup\": true}]}"
                        .formatted(ctc),
                "<pad>",
                "a",
                "##b");
        assertEquals("ab a", tokenizer.decode(new int[] {0, 0, 1, 1, 0, 2, 2, 0, 1, 0}, true));
    }

    private static Tokenizer words(String decoder, String... words) {
        StringBuilder vocab = new StringBuilder();
        for (int id = 0; id < words.length; id++) {
            vocab.append(id == 0 ? "" : ", ").append("\"%s\": %d".formatted(words[id], id));
        }
        String json = "{\"decoder\": %s, \"model\": {\"type\": \"WordLevel\", \"unk_token\": \"%s\", \"vocab\": {%s}}}"
                .formatted(decoder, words[0], vocab);
        return Tokenizers.fromJson(json.getBytes(StandardCharsets.UTF_8), "words");
    }

    @Test
    void aCharacterBegunInTheContextIsFinished() {
        StreamDecoder stream = Tokenizers.bytes().stream(true, 'a', 0xC3);
        assertEquals("\u00e4", stream.add(0xA4));
    }

    @Test
    void anySequenceStreamsToWhatItDecodesTo() throws IOException {
        Random random = new Random(7);
        for (Path file : TestData.tokenizers()) {
            Tokenizer tokenizer = Tokenizers.fromFile(file);
            for (int round = 0; round < 50; round++) {
                int[] ids = random.ints(40, -1, tokenizer.size() + 1).toArray();
                boolean skipSpecial = random.nextBoolean();
                int cut = random.nextInt(ids.length);
                StreamDecoder stream = tokenizer.stream(skipSpecial);
                StringBuilder whole = new StringBuilder();
                for (int id : ids) {
                    whole.append(stream.add(id));
                }
                whole.append(stream.flush());
                assertEquals(tokenizer.decode(ids, skipSpecial), whole.toString(), file.toString());

                StreamDecoder head = tokenizer.stream(skipSpecial);
                StringBuilder parts = new StringBuilder();
                for (int i = 0; i < cut; i++) {
                    parts.append(head.add(ids[i]));
                }
                StreamDecoder tail = tokenizer.stream(skipSpecial, Arrays.copyOf(ids, cut));
                for (int i = cut; i < ids.length; i++) {
                    parts.append(tail.add(ids[i]));
                }
                parts.append(tail.flush());
                assertEquals(whole.toString(), parts.toString(), file.toString());
            }
        }
    }
}
