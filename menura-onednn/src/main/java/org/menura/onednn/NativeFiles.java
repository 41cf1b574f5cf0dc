package org.menura.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the library's files: below the folder that the system property {@value #PROPERTY} names, where an installation
 * has unpacked them, or on the class path, from where they are unpacked once into the user's cache.
 */
final class NativeFiles {
    static final String PROPERTY = "menura.onednn";

    private NativeFiles() {}

    /** The files to load, in this order, or null if there are none. */
    static @Nullable List<Path> find(Platform platform) throws IOException {
        String unpacked = System.getProperty(PROPERTY);
        Path folder = unpacked != null
                ? Path.of(unpacked, platform.folder())
                : unpack(platform, NativeFiles.class.getClassLoader(), cache());
        if (folder == null || !Files.exists(folder.resolve(platform.dnnl()))) {
            return null;
        }
        Path openMp = platform.openMpBundled() ? folder.resolve(platform.openMp()) : Path.of(platform.openMp());
        return List.of(openMp, folder.resolve(platform.dnnl()));
    }

    /** Unpacks what is not in the cache yet; null if the class path has no library for the platform. */
    static @Nullable Path unpack(Platform platform, ClassLoader classPath, Path cache) throws IOException {
        List<String> names = new ArrayList<>(List.of(platform.dnnl()));
        if (platform.openMpBundled()) {
            names.add(platform.openMp());
        }
        Path folder = null;
        for (String name : names) {
            URL url = classPath.getResource(platform.folder() + "/" + name);
            if (url == null) {
                return null;
            }
            URLConnection resource = url.openConnection();
            if (folder == null) {
                folder = cache.resolve("onednn-" + identity(resource));
                Files.createDirectories(folder);
            }
            copy(resource, folder.resolve(name));
        }
        return folder;
    }

    /** Tells contents apart without reading them. */
    private static String identity(URLConnection resource) throws IOException {
        long sum = resource instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : resource.getLastModified();
        return Long.toHexString(sum) + "-" + resource.getContentLengthLong();
    }

    /** Writes beside the place and moves there, so that no other process sees half a file. */
    private static void copy(URLConnection resource, Path to) throws IOException {
        if (Files.exists(to) && Files.size(to) == resource.getContentLengthLong()) {
            return;
        }
        Path part = Files.createTempFile(to.getParent(), to.getFileName().toString(), ".part");
        try (InputStream in = resource.getInputStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path cache() {
        String named = System.getenv("MENURA_CACHE");
        return named != null && !named.isBlank()
                ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".cache", "menura");
    }
}
