package org.menura.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.audio.WavWriter;

class OutputFileTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileIsReplacedWhenTheNewOneIsComplete() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        IOException broken = assertThrows(
                IOException.class,
                () -> OutputFile.write(file, channel -> {
                    OutputFile.writeFully(channel, ByteBuffer.wrap(bytes("half")));
                    assertEquals("old", Files.readString(file));
                    throw new IOException("No space left on device");
                }));
        assertEquals(file + ": No space left on device", broken.getMessage());
        assertEquals("old", Files.readString(file));
        OutputFile.write(file, bytes("new"));
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksAreWrittenThrough() throws IOException {
        Path real =
                Files.writeString(Files.createDirectory(folder.resolve("there")).resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("there/real"));
        Path chain = Files.createSymbolicLink(folder.resolve("chain"), Path.of("link"));
        OutputFile.write(chain, bytes("new"));
        assertEquals("new", Files.readString(real));
        assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(chain));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("there/later"));
        OutputFile.write(dangling, bytes("made"));
        assertEquals("made", Files.readString(folder.resolve("there/later")));
        assertTrue(Files.isSymbolicLink(dangling));
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThrows(FileSystemLoopException.class, () -> OutputFile.write(loop, bytes("x")));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeGetsTheBytesAndStaysOne() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        OutputFile.write(pipe, bytes("through"));
        assertEquals("through", new String(read.get(), UTF_8));
        assertEquals(List.of("pipe"), names());
        assertTrue(OutputFile.isInPlace(pipe));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void devicesStayDevices() throws IOException {
        Path null1 = Path.of("/dev/null");
        OutputFile.write(null1, bytes("gone"));
        WavWriter.write(null1, new float[100], 8000);
        Path link = Files.createSymbolicLink(folder.resolve("link"), null1);
        WavWriter.write(link, new float[100], 8000);
        assertTrue(OutputFile.isInPlace(null1) && OutputFile.isInPlace(link) && Files.isSymbolicLink(link));
        FileSystemException full =
                assertThrows(FileSystemException.class, () -> OutputFile.write(Path.of("/dev/full"), bytes("x")));
        assertEquals("/dev/full: No space left on device", full.getMessage());
        assertThrows(FileSystemException.class, () -> WavWriter.write(Path.of("/dev/full"), new float[1], 8000));
    }

    @Test
    void errorsNameWhatWasAskedFor() throws IOException {
        FileSystemException inFolder =
                assertThrows(FileSystemException.class, () -> OutputFile.write(folder, bytes("x")));
        assertEquals(folder + ": is a folder, no file", inFolder.getMessage());
        Path nowhere = folder.resolve("no/such/x.json");
        NoSuchFileException missing =
                assertThrows(NoSuchFileException.class, () -> OutputFile.write(nowhere, bytes("x")));
        assertEquals(nowhere.getParent().toString(), missing.getFile());
        assertEquals(List.of(), names());
    }

    @Test
    void newFilesTakeFreeNames() throws IOException {
        Files.writeString(folder.resolve("x-1"), "somebody's");
        Files.createDirectory(folder.resolve("x-2"));
        IntFunction<Path> names = i -> folder.resolve("x-" + i);
        assertEquals(folder.resolve("x-3"), OutputFile.writeNew(names, file -> OutputFile.write(file, bytes("mine"))));
        assertThrows(
                IOException.class,
                () -> OutputFile.writeNew(names, _ -> {
                    throw new IOException("full");
                }));
        assertFalse(Files.exists(folder.resolve("x-4")));
        assertEquals("somebody's", Files.readString(folder.resolve("x-1")));
        assertEquals("mine", Files.readString(folder.resolve("x-3")));
    }
}
