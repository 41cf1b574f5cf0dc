package org.menura.detect;

import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

/** The small model that tests read texts with. */
public final class Models {
    private Models() {}

    /** The root of the repository. */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    /** A model that tells stories. */
    public static LanguageModel stories() {
        return load("models/stories260K");
    }

    /** A model with another tokenizer. */
    public static LanguageModel nano() {
        return load("models/nano");
    }

    private static LanguageModel load(String folder) {
        return Menura.load(
                repository().resolve(folder),
                LoadOptions.defaults()
                        .withBackend(new CpuBackend(
                                CpuOptions.fastest().withThreads(1).withExact(true))));
    }
}
