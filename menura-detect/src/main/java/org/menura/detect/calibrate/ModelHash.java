package org.menura.detect.calibrate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.format.Sha256;

/** Tells models apart by what their files hold. */
public final class ModelHash {
    private static final List<String> COUNTED =
            List.of(".safetensors", ".gguf", ".bin", ".pth", ".json", ".jinja", ".model", ".txt");

    private ModelHash() {}

    /** Computes the SHA-256 of a model's file, or one over those of a folder's files by name. */
    public static String of(Path model) {
        return Files.isDirectory(model)
                ? Sha256.of(Sha256.byName(Sha256.counted(model, COUNTED)))
                : Sha256.unchecked(model);
    }
}
