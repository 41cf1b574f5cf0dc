package org.menura.model.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.OutputFolder;
import org.menura.format.hf.HfFolder;
import org.menura.tensor.dtype.DType;

/** A converter of Hugging Face folders to weights of another type, those of pipelines with all their parts. */
public final class HfConvert {
    private HfConvert() {}

    /**
     * Writes a folder and the folders in it; {@code to} appears when it is complete. Weights become safetensors, whatever they
     * were; what is no weight with a fraction, and every other file, stays as it is. Hidden folders are left out.
     *
     * @param dtype type of the weights written: F32, F16 or BF16
     * @throws FormatException if {@code to} lies in {@code from}, or weights are damaged, have no config, or are too large for float16
     * @throws IOException if {@code to} exists already and is not empty, or can't be written
     */
    public static void write(Path from, Path to, DType dtype) throws IOException {
        if (to.toAbsolutePath().normalize().startsWith(from.toAbsolutePath().normalize())) {
            throw new FormatException(
                    "%s lies in %s, which would be copied into itself; name another place".formatted(to, from));
        }
        OutputFolder.write(to, part -> one(from, part, dtype));
    }

    private static void one(Path from, Path to, DType dtype) throws IOException {
        HfFolder folder = HfFolder.open(from);
        if (folder.hasWeights()) {
            ModelFolder.write(to, folder.config(), folder.weights(), folder.otherFiles(), dtype);
        } else {
            Files.createDirectories(to);
            for (Path file : folder.otherFiles()) {
                OutputFolder.copy(file, to.resolve(file.getFileName()));
            }
            if (folder.hasConfig()) {
                OutputFolder.copy(folder.file("config.json"), to.resolve("config.json"));
            }
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(from)) {
            for (Path file : content) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                        && !file.getFileName().toString().startsWith(".")) {
                    one(file, to.resolve(file.getFileName()), dtype);
                }
            }
        }
    }
}
