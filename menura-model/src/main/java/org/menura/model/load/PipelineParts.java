package org.menura.model.load;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.hf.PipelineLora;
import org.menura.model.adapter.PipelineAdapters;
import org.menura.tensor.annotation.Internal;

/**
 * The models of a pipeline's folder, with adapters merged into them.
 *
 * @param folder of the pipeline
 * @param adapters of its models
 */
@Internal
public record PipelineParts(DiffusersFolder folder, PipelineAdapters adapters) {
    /**
     * Opens adapters of a pipeline.
     *
     * @param files files or folders, and how much of each change is made
     * @throws FormatException if one is damaged, or updates a part that the pipeline does not have
     */
    public static PipelineParts of(DiffusersFolder folder, Map<Path, Float> files) {
        Map<PipelineLora, Float> opened = new LinkedHashMap<>();
        files.forEach((file, share) -> {
            PipelineLora lora = PipelineLora.open(file);
            for (String part : lora.parts()) {
                if (!folder.has(part)) {
                    throw new FormatException(
                            "%s updates a part %s, which %s does not have; it is for another kind of model"
                                    .formatted(file, part, folder.path()));
                }
            }
            opened.put(lora, share);
        });
        return new PipelineParts(folder, new PipelineAdapters(opened));
    }

    /** Returns the source of a model. */
    public ModelSource model(String part) {
        ModelSource plain = folder.model(part);
        return plain.withWeights(adapters.merged(part, plain.config(), plain.weights()));
    }
}
