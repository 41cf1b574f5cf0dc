package org.menura.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding and unpacking the library, and what happens without it. */
class NativeFilesTest {
    private static final Platform LINUX = new Platform("linux-x86_64", "libdnnl.so.3", "libgomp.so.1", true);

    @TempDir
    Path folder;

    @Test
    void platforms() {
        assertEquals(LINUX, Platform.of("Linux", "amd64"));
        assertEquals(
                "org/bytedeco/dnnl/macosx-x86_64",
                platform("Mac OS X", "x86_64").folder());
        assertEquals("dnnl.dll", platform("Windows 11", "amd64").dnnl());
        assertNull(Platform.of("Linux", "aarch64"));
        assertNull(Platform.of("FreeBSD", "amd64"));
    }

    private static Platform platform(String system, String processor) {
        return Objects.requireNonNull(Platform.of(system, processor));
    }

    @Test
    void unpacksOnce() throws IOException {
        Path classes = folder.resolve("classes");
        write(classes.resolve(LINUX.folder()), "libdnnl.so.3", "the library");
        write(classes.resolve(LINUX.folder()), "libgomp.so.1", "its threads");
        Path cache = folder.resolve("cache");
        Path unpacked = unpack(classes, cache);
        Path dnnl = unpacked.resolve("libdnnl.so.3");
        assertEquals("the library", Files.readString(dnnl));
        assertEquals("its threads", Files.readString(unpacked.resolve("libgomp.so.1")));

        FileTime past = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(dnnl, past);
        assertEquals(unpacked, unpack(classes, cache));
        assertEquals(past, Files.getLastModifiedTime(dnnl));

        Files.writeString(dnnl, "half");
        unpack(classes, cache);
        assertEquals("the library", Files.readString(dnnl));
        try (Stream<Path> files = Files.list(unpacked)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void nothingToUnpack() throws IOException {
        assertNull(unpack(folder, folder.resolve("cache")));
        write(folder.resolve(LINUX.folder()), "libdnnl.so.3", "a library without its threads");
        assertNull(unpack(folder, folder.resolve("cache")));
    }

    @Test
    void filesInAFolder() throws IOException {
        withProperty(folder, () -> assertNull(NativeFiles.find(LINUX)));
        Path lib = folder.resolve(LINUX.folder());
        write(lib, "libdnnl.so.3", "the library");
        withProperty(
                folder,
                () -> assertEquals(
                        List.of(lib.resolve("libgomp.so.1"), lib.resolve("libdnnl.so.3")), NativeFiles.find(LINUX)));
    }

    @Test
    void brokenFilesAreAsGoodAsNone() throws IOException {
        Platform here = Platform.current();
        if (here != null) {
            write(folder.resolve(here.folder()), here.dnnl(), "no library");
            withProperty(folder, () -> assertNull(new OneDnnFinder().find()));
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private static void withProperty(Path value, Action action) throws IOException {
        String before = System.getProperty(NativeFiles.PROPERTY);
        System.setProperty(NativeFiles.PROPERTY, value.toString());
        try {
            action.run();
        } finally {
            if (before == null) {
                System.clearProperty(NativeFiles.PROPERTY);
            } else {
                System.setProperty(NativeFiles.PROPERTY, before);
            }
        }
    }

    private static Path unpack(Path classes, Path cache) throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            return NativeFiles.unpack(LINUX, loader, cache);
        }
    }

    private static void write(Path folder, String name, String content) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name), content);
    }
}
