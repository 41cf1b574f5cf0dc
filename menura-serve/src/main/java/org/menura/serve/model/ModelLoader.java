package org.menura.serve.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.audio.SpeechBundle;
import org.menura.generate.embed.Embedder;
import org.menura.generate.image.ImagePipeline;
import org.menura.model.VoiceDetector;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.tensor.Backend;

/** Loads models of any kind onto one backend, which they share. */
final class ModelLoader {
    private final LoadOptions options;
    private final Backend ops;
    private final @Nullable Path voiceDetector;

    /**
     * Creates a loader.
     *
     * @param options of models that write; its adapters and projector are those of the entries
     * @param ops the backend that all models compute on
     * @param voiceDetector folder or file of the model that finds speech in recordings; null for none
     */
    ModelLoader(LoadOptions options, Backend ops, @Nullable Path voiceDetector) {
        this.options = options.withBackend(ops);
        this.ops = ops;
        this.voiceDetector = voiceDetector;
    }

    /**
     * Loads a model.
     *
     * @throws org.menura.format.FormatException if it is damaged or not supported
     */
    ServedModel load(ModelEntry entry) {
        if (DiffusersFolder.is(entry.path())) {
            if (!entry.adapters().isEmpty()) {
                throw new FormatException(
                        "%s draws, and requests can't choose adapters of such a model; serve it without"
                                .formatted(entry.path()));
            }
            return new ServedModel.Pictures(ImagePipeline.open(entry.path(), ops));
        }
        ModelSource source = ModelSource.open(entry.path());
        boolean isAlone = entry.adapters().isEmpty();
        if (isAlone && Registry.isA(ModelKind.SPEECH, source.fields())) {
            return new ServedModel.Speech(SpeechBundle.open(entry.path(), ops), detector());
        }
        if (isAlone && Registry.isA(ModelKind.JOINT_ENCODER, source.fields())) {
            return new ServedModel.Joint(Embedder.open(entry.path(), null, false, ops));
        }
        LoadOptions with = options;
        if (entry.projector() != null) {
            with = with.withProjector(entry.projector());
        }
        for (var adapter : entry.adapters().entrySet()) {
            with = with.withAdapter(adapter.getKey(), adapter.getValue());
        }
        if (!isAlone) {
            with = with.withUse(AdapterSelection.NONE);
        }
        return new ServedModel.Language(Menura.load(entry.path(), with));
    }

    private @Nullable VoiceDetector detector() {
        return voiceDetector == null
                ? null
                : Models.open(ModelKind.VOICE_DETECTOR, ModelSource.open(voiceDetector), ops);
    }
}
