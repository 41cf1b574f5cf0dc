package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.FormatException;

/** Every published vocabulary gives its 46 texts the published ids. */
class TokenizerCasesTest {
    static List<Path> files() throws IOException {
        return TestData.tokenizers();
    }

    @ParameterizedTest
    @MethodSource("files")
    void idsMatch(Path file) throws IOException {
        List<TokenizerCases.Case> cases = TokenizerCases.verify(file);
        assertEquals(46, cases.size());
        for (TokenizerCases.Case one : cases) {
            assertArrayEquals(one.expected(), one.actual(), () -> "text " + one.index() + ": " + one.text());
            assertTrue(one.ok());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void streamingGivesTheWholeAndNeverHalfACharacter(Path file) throws IOException {
        Tokenizer tokenizer = Tokenizers.fromFile(file);
        for (TokenizerCases.Case one : TokenizerCases.verify(tokenizer, file)) {
            StringBuilder streamed = new StringBuilder();
            StreamDecoder stream = tokenizer.stream();
            for (int id : one.expected()) {
                String piece = stream.add(id);
                assertEquals(piece.indexOf('\uFFFD') >= 0, one.text().indexOf('\uFFFD') >= 0, piece);
                assertTrue(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
                streamed.append(piece);
            }
            assertEquals("", stream.flush());
            assertEquals(one.decoded(), streamed.toString());
        }
    }

    @Test
    void byteLevelAndByteFallbackVocabulariesGiveTheTextBack() throws IOException {
        for (String name : List.of(
                "ggml-vocab-llama-spm.gguf",
                "ggml-vocab-gpt-2.gguf",
                "ggml-vocab-deepseek-llm.gguf",
                "ggml-vocab-starcoder.gguf",
                "rwkv_vocab_v20230424.txt")) {
            Path file = TestData.tokenizer(name);
            for (TokenizerCases.Case one : TokenizerCases.verify(file)) {
                assertEquals(one.text(), one.decoded(), name);
            }
        }
    }

    @Test
    void aMismatchIsReported(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bytes");
        Files.writeString(folder.resolve("bytes.inp"), "ab\n__ggml_vocab_test__\n\n__ggml_vocab_test__\n");
        Files.writeString(folder.resolve("bytes.out"), " 97 99\n\n");
        List<TokenizerCases.Case> cases = TokenizerCases.verify(Tokenizers.bytes(), file);
        assertArrayEquals(new int[] {97, 98}, cases.get(0).actual());
        assertEquals(
                List.of(false, true),
                cases.stream().map(TokenizerCases.Case::ok).toList());
    }

    @Test
    void damagedCasesAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bytes");
        assertThrows(FormatException.class, () -> TokenizerCases.verify(Tokenizers.bytes(), file));
        Files.writeString(folder.resolve("bytes.inp"), "ab\n__ggml_vocab_test__\ncd");
        Files.writeString(folder.resolve("bytes.out"), " 97 98\n");
        assertThrows(FormatException.class, () -> TokenizerCases.verify(Tokenizers.bytes(), file));
        Files.writeString(folder.resolve("bytes.inp"), "ab\n__ggml_vocab_test__\n");
        Files.writeString(folder.resolve("bytes.out"), " 97 x\n");
        assertThrows(FormatException.class, () -> TokenizerCases.verify(Tokenizers.bytes(), file));
        Files.writeString(folder.resolve("bytes.out"), " 97\n 98\n");
        assertThrows(FormatException.class, () -> TokenizerCases.verify(Tokenizers.bytes(), file));
    }
}
