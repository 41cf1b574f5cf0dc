package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufWriter;
import org.menura.format.hf.HfFolder;
import org.menura.format.hf.ProcessorFiles;
import org.menura.model.Config;
import org.menura.model.gguf.GgufExport;
import org.menura.model.gguf.GgufModels;
import org.menura.model.gguf.Mmproj;

/**
 * A converter of models to GGUF files; of LLaVA, Idefics 3 and SmolVLM the language model and, beside it, the vision
 * tower and projector.
 */
public final class GgufConvert {
    private GgufConvert() {}

    /** Returns whether a model's vision tower and projector can be written as a file of their own. */
    public static boolean hasProjector(ModelSource source) {
        return Mmproj.isWritten(source.config());
    }

    /** Lists the heads of a model that a GGUF file has no place for. */
    public static List<String> headsLeftOut(ModelSource source) {
        return hasProjector(source) ? List.of() : GgufExport.headsLeftOut(source.fields(), source.weights());
    }

    /**
     * Writes a model as a GGUF file; {@code out} appears when it is complete.
     *
     * @throws org.menura.format.FormatException if GGUF has no architecture for the model, or no way to say a field of its
     *     config
     * @throws IOException if {@code out} can't be written
     */
    public static void write(ModelSource source, Path out, FileType type, GgufWriter.Progress progress)
            throws IOException {
        Config config = source.fields();
        Checkpoint weights = source.weights();
        if (hasProjector(source)) {
            GgufModels.Translated text = Mmproj.languageModel(config, weights);
            config = new Config(text.config(), config.source() + ", text_config");
            weights = text.weights();
        }
        GgufExport.write(config, weights, source.folder(), pooling(source), name(source), out, type, progress);
    }

    /**
     * Writes the vision tower and the projector of a model that has them; {@code out} appears when it is complete.
     *
     * @throws org.menura.format.FormatException if the format has no way to say a field of the config
     * @throws IOException if {@code out} can't be written
     */
    public static void writeProjector(ModelSource source, Path out, FileType type, GgufWriter.Progress progress)
            throws IOException {
        HfFolder folder = source.folder();
        JsonNode how = folder == null
                ? null
                : ProcessorFiles.pictures(folder.path())
                        .map(ProcessorFiles.Description::fields)
                        .orElse(null);
        Mmproj.write(source.fields(), source.weights(), how, name(source), out, type, progress);
    }

    private static int pooling(ModelSource source) {
        return source.folder() == null ? 0 : SentenceFolders.ggufPooling(source.path());
    }

    private static String name(ModelSource source) {
        return String.valueOf(source.path().toAbsolutePath().normalize().getFileName());
    }
}
