package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

class RwkvVocabularyTest {
    @Test
    void literalsAreReadAsPythonReadsThem() {
        assertLiteral("a'b\"\\\n\t\r", "'a\\'b\"\\\\\\n\\t\\r'");
        assertLiteral("it's", "\"it's\"");
        assertLiteral("\u00e4\u00ff", "'\u00e4\\xff'");
        assertLiteral("\uD83D\uDE00\u20ac", "'\\U0001F600\\u20ac'");
        assertLiteral("A\u0007\b\f\u000b", "'\\101\\a\\b\\f\\v'");
        assertArrayEquals(new byte[] {(byte) 0xFF, 0, 'x'}, PythonLiteral.parse("b'\\xff\\x00x'", "here"));
        assertArrayEquals(new byte[] {(byte) 0xC3}, PythonLiteral.parse("b\"\\303\"", "here"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "'",
                "a",
                "'a",
                "'a\"",
                "b'\u20ac'",
                "'\\'",
                "'\\x1'",
                "'\\xg0'",
                "'\\ud800'",
                "'\\U00110000'",
                "'\\Uffffffff'",
                "'a'b'",
                "b'\\u0041'",
                "'\\N{DIGIT ONE}'",
                "__import__('os')",
                "'a' + 'b'"
            })
    void otherTextIsRefused(String literal) {
        assertThrows(FormatException.class, () -> PythonLiteral.parse(literal, "here"));
    }

    @Test
    void linesAreChecked() {
        assertThrows(FormatException.class, () -> read("1 'a' 2"));
        assertThrows(FormatException.class, () -> read("1 'a'"));
        assertThrows(FormatException.class, () -> read("x 'a' 1"));
        assertThrows(FormatException.class, () -> read("-1 'a' 1"));
        assertThrows(FormatException.class, () -> read("2000000000 'a' 1"));
        assertThrows(FormatException.class, () -> read("99999999999 'a' 1"));
        assertThrows(FormatException.class, () -> read("1 'a' 1\n1 'b' 1"));
        assertThrows(FormatException.class, () -> read("1 '' 0"));
        assertThrows(FormatException.class, () -> read(""));
        byte[][] tokens = read("2 'ab' 2\r\n\r\n5 b'\\xff' 1\n");
        assertEquals(6, tokens.length);
        assertEquals(0, tokens[0].length);
        assertArrayEquals(new byte[] {'a', 'b'}, tokens[2]);
    }

    @Test
    void everyByteMustHaveAToken() {
        FormatException e = assertThrows(
                FormatException.class,
                () -> Tokenizers.fromRwkv("1 'a' 1\n".getBytes(StandardCharsets.UTF_8), "The file"));
        assertTrue(e.getMessage().contains("0x00"), e.getMessage());
    }

    @Test
    void theLongestTokenIsTaken() throws IOException {
        Tokenizer tokenizer = Tokenizers.fromFile(TestData.tokenizer("rwkv_vocab_v20230424.txt"));
        assertEquals(OptionalInt.of(0), tokenizer.eos());
        assertTrue(tokenizer.isSpecial(0));
        int[] ids = tokenizer.encode("Hello<|endoftext|>", false, true);
        assertArrayEquals(new int[] {33155, 0}, ids);
        assertEquals("Hello", tokenizer.decode(ids, true));
        assertEquals("Hello<|endoftext|>", tokenizer.decode(ids, false));
        assertEquals(0, tokenizer.bytes(0).length);
        assertTrue(tokenizer.encode("<|endoftext|>", false, false).length > 1);
        assertEquals("\\xff", tokenizer.token(256));
        assertEquals(OptionalInt.of(256), tokenizer.id("\\xff"));
        EncodedPair pair = tokenizer.encodePair("a", "b", true);
        assertArrayEquals(new int[] {98, 99}, pair.ids());
    }

    private static byte[][] read(String file) {
        return RwkvVocabulary.read(file, "The file");
    }

    private static void assertLiteral(String expected, String literal) {
        assertEquals(expected, new String(PythonLiteral.parse(literal, "here"), StandardCharsets.UTF_8));
    }
}
