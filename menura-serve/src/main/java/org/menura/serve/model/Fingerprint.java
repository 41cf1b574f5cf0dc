package org.menura.serve.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.menura.tensor.annotation.Internal;

/**
 * Fingerprints of models ({@code system_fingerprint}): a digest of a model's files (weights, tokenizer, template), of
 * Menura's version, and of the processor's vectors. Replicas with the same fingerprint and settings give equal answers to
 * equal requests with a seed. Of large files the size and 64 blocks spread over them are read, so that models differ which
 * were made differently; it is no proof against somebody who wants two models to look alike.
 */
@Internal
public final class Fingerprint {
    private static final int BLOCK = 64 << 10;
    private static final int BLOCKS = 64;
    private static final int DIGITS = 12;

    private Fingerprint() {}

    static String of(ModelEntry entry) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            text(digest, version());
            text(digest, vectors());
            add(digest, entry.path());
            if (entry.projector() != null) {
                add(digest, entry.projector());
            }
            for (var adapter : entry.adapters().entrySet()) {
                text(digest, adapter.getKey());
                add(digest, adapter.getValue());
            }
            return "mn-" + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static void add(MessageDigest digest, Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            file(digest, path);
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path, 3)) {
            files = walk.filter(f -> Files.isRegularFile(f) && isOfModel(f))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            text(digest, path.relativize(file).toString());
            file(digest, file);
        }
    }

    private static boolean isOfModel(Path file) {
        String name = String.valueOf(file.getFileName());
        return Stream.of(".json", ".safetensors", ".gguf", ".jinja", ".bin", ".model", ".txt", ".pt", ".onnx")
                .anyMatch(name::endsWith);
    }

    private static void file(MessageDigest digest, Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            long size = in.size();
            text(digest, String.valueOf(size));
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            boolean whole = size <= (long) BLOCK * BLOCKS;
            long step = whole ? BLOCK : size / BLOCKS;
            for (long at = 0; at < size; at += step) {
                block.clear();
                int read = in.read(block, at);
                if (read > 0) {
                    digest.update(block.flip());
                }
            }
        }
    }

    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    /** What the width of vectors depends on. */
    private static String vectors() {
        return System.getProperty("os.arch") + " "
                + ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** Returns Menura's version. */
    public static String version() {
        String version = Fingerprint.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }
}
