package org.menura.detect.calibrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.menura.format.Sha256;

/** Tells models apart by what their files hold. */
public final class ModelHash {
    private static final List<String> COUNTED =
            List.of(".safetensors", ".gguf", ".bin", ".pth", ".json", ".jinja", ".model", ".txt");

    private ModelHash() {}

    /** Computes the SHA-256 of a model's file, or one over those of a folder's files by name. */
    public static String of(Path model) {
        if (!Files.isDirectory(model)) {
            return Sha256.unchecked(model);
        }
        TreeMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> inside = Files.list(model)) {
            inside.filter(Files::isRegularFile)
                    .filter(f -> COUNTED.stream().anyMatch(f.toString()::endsWith))
                    .forEach(f -> hashes.put(String.valueOf(f.getFileName()), Sha256.unchecked(f)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.of(hashes);
    }
}
