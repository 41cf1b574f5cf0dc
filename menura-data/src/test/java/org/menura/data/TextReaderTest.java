package org.menura.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextReaderTest {
    @TempDir
    Path folder;

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path file(String text) throws IOException {
        return file("text.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wholeFilesAreDocuments() throws IOException {
        assertEquals(
                List.of("one\n\n two 😀\n"), TestData.all(TextReader.whole().apply(file("one\n\n two 😀\n"))));
        assertEquals(List.of(), TestData.all(TextReader.whole().apply(file(" \n"))));
        assertEquals(List.of(), TestData.all(TextReader.whole().apply(file(""))));
    }

    @Test
    void separatorsAreNoPartOfDocuments() throws IOException {
        Path file = file("a<<|end|>b\nc<|end|> <|end|><|end|>d<|en");
        assertEquals(
                List.of("a<", "b\nc", "d<|en"),
                TestData.all(TextReader.separatedBy("<|end|>").apply(file)));
        assertThrows(IllegalArgumentException.class, () -> TextReader.separatedBy(""));
    }

    @Test
    void longDocumentsCrossTheBuffer() throws IOException {
        String a = "a".repeat(70_000);
        String b = "é".repeat(70_000);
        assertEquals(List.of(a, b), TestData.all(TextReader.separatedBy("###").apply(file(a + "###" + b))));
    }

    @Test
    void blankLinesSeparate() throws IOException {
        Path file = file("\uFEFFa\r\nb\r\n\r\n \t\n\nc\n");
        assertEquals(
                List.of("a\nb", "c"),
                TestData.all(TextReader.separatedByBlankLines().apply(file)));
    }

    @Test
    void otherEncodingsAreRefusedByLine() throws IOException {
        Path file = file("latin.txt", "fine\n\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        TestData.assertRefused(
                () -> TestData.all(TextReader.whole().apply(file)), "latin.txt, line 3", "0xe9", "UTF-8");
        try (Cursor<String> cursor = TextReader.separatedByBlankLines().apply(file)) {
            assertEquals("fine", cursor.next());
            TestData.assertRefused(cursor::next, "line 3");
        }
        Path cut = file("cut.txt", new byte[] {'a', (byte) 0xc3});
        TestData.assertRefused(() -> TestData.all(TextReader.whole().apply(cut)), "line 1", "0xc3");
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        Path file = folder.resolve("a.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a\n\nb".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(
                1001,
                TestData.all(TextReader.separatedByBlankLines().apply(file)).size());
        byte[] bytes = Files.readAllBytes(file);
        Path cut = file("cut.gz", Arrays.copyOf(bytes, bytes.length / 2));
        TestData.assertRefused(() -> TestData.all(TextReader.whole().apply(cut)), "cut.gz", "gzip");
        Path plain = file("plain.gz", "text that is not packed".getBytes(StandardCharsets.UTF_8));
        TestData.assertRefused(() -> TestData.all(TextReader.whole().apply(plain)), "plain.gz", "gzip");
    }

    @Test
    void filesFollowEachOtherByName() throws IOException {
        Files.createDirectories(folder.resolve("sub/deep"));
        file("sub/b.txt", "2".getBytes(StandardCharsets.UTF_8));
        file("sub/a.txt", "1".getBytes(StandardCharsets.UTF_8));
        file("sub/a.md", "no".getBytes(StandardCharsets.UTF_8));
        file("sub/deep/c.txt", "3".getBytes(StandardCharsets.UTF_8));
        Corpus<String> flat = Corpus.matching(folder + "/sub/*.txt", TextReader.whole());
        assertEquals(List.of("1", "2"), TestData.all(flat.open()));
        Corpus<String> deep = Corpus.matching(folder + "/**.txt", TextReader.whole());
        try (Cursor<String> cursor = deep.open()) {
            cursor.skip(2);
            assertEquals("3", cursor.next());
            assertNull(cursor.next());
            cursor.skip(5);
        }
        assertEquals(Globs.find(folder + "/**.txt"), Globs.find(folder + "/**/*.txt"));
        assertEquals(Globs.find(folder + "/sub/**.txt"), Globs.find(folder + "/**/sub/**/*.txt"));
        assertEquals(Globs.find(folder + "/sub/*.txt"), Globs.find(folder + "/sub/**/{a,b}.txt"));
        TestData.assertRefused(() -> Globs.find(folder + "/none/*.txt"), "none/*.txt");
        TestData.assertRefused(() -> Globs.find(folder + "/none.txt"), "none.txt");
        TestData.assertRefused(() -> Globs.find(folder + "/{a.txt"), "{a.txt");
    }
}
