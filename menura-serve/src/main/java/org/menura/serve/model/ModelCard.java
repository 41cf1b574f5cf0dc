package org.menura.serve.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerFormat;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelInfo;
import org.menura.tensor.annotation.Internal;

/**
 * What is known of a loaded model.
 *
 * @param created when the server got to know it, in milliseconds since 1970
 * @param capabilities what it can do, in ollama's words where it has them
 * @param inputs the modalities that it takes in
 * @param outputs the modalities that it puts out
 * @param info its size and shape; null for models that are several
 * @param quantization the type that most weights are stored in
 * @param contextLength most tokens of a sequence; 0 where that says nothing
 * @param vocabulary size of the vocabulary; 0 if it has none
 * @param fingerprint tells models apart that may give different answers; see {@link Fingerprint}
 */
@Internal
public record ModelCard(
        ModelEntry entry,
        long created,
        List<String> capabilities,
        List<String> inputs,
        List<String> outputs,
        @Nullable ModelInfo info,
        String quantization,
        int contextLength,
        int vocabulary,
        String fingerprint) {
    /** Copies the lists. */
    public ModelCard {
        capabilities = List.copyOf(capabilities);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    static ModelCard of(ModelEntry entry, ServedModel model, long created) {
        String print = Fingerprint.of(entry);
        return switch (model) {
            case ServedModel.Language l -> language(entry, l, created, print);
            case ServedModel.Speech s ->
                new ModelCard(
                        entry,
                        created,
                        List.of("transcription"),
                        List.of("audio"),
                        List.of("text"),
                        null,
                        "",
                        s.bundle().model().contextLength(),
                        s.bundle().tokenizer().size(),
                        print);
            case ServedModel.Pictures _ ->
                new ModelCard(
                        entry, created, List.of("image"), List.of("text"), List.of("image"), null, "", 0, 0, print);
            case ServedModel.Joint _ ->
                new ModelCard(
                        entry,
                        created,
                        List.of("embedding"),
                        List.of("text", "image", "audio"),
                        List.of("embedding"),
                        null,
                        "",
                        0,
                        0,
                        print);
        };
    }

    private static ModelCard language(ModelEntry entry, ServedModel.Language language, long created, String print) {
        LoadedModel loaded = language.model().loaded();
        List<String> capabilities = new ArrayList<>();
        List<String> inputs = new ArrayList<>(List.of("text"));
        List<String> outputs = new ArrayList<>(List.of("text"));
        ModelInfo info = ModelInfo.of(loaded);
        switch (loaded) {
            case LoadedModel.Decoder d -> {
                capabilities.add("completion");
                if (loaded.text().hasTokenizer() && loaded.text().hasChatTemplate()) {
                    capabilities.add("chat");
                    capabilities.addAll(answers(loaded));
                }
                if (d.senses() != null) {
                    d.senses().placeholders().keySet().forEach(m -> inputs.add(m.key()));
                    inputs.remove(Modality.TEXT.key());
                    inputs.addFirst(Modality.TEXT.key());
                    for (Modality sense : d.senses().placeholders().keySet()) {
                        switch (sense) {
                            case IMAGE -> capabilities.add("vision");
                            case AUDIO -> capabilities.add("audio");
                            default -> {} // texts are no sense
                        }
                    }
                }
                if (d.drawing() != null) {
                    outputs.add("image");
                    capabilities.add("image");
                }
                capabilities.add("embedding");
            }
            case LoadedModel.Seq2Seq _ -> capabilities.add("completion");
            default -> {
                capabilities.add("embedding");
                outputs.set(0, "embedding");
                if (!(loaded instanceof LoadedModel.Encoder)
                        && language.model().embedder().kinds().contains(EmbeddedKind.IMAGE)) {
                    inputs.add("image");
                }
            }
        }
        int vocabulary = loaded.text().hasTokenizer() ? loaded.text().vocabularySize() : 0;
        // Of a decoder, what its sequences are limited to.
        int longest = loaded instanceof LoadedModel.Decoder
                ? language.model().newSession().contextLength()
                : info.contextLength();
        int context = longest == Integer.MAX_VALUE ? 0 : longest;
        return new ModelCard(
                entry,
                created,
                capabilities,
                inputs,
                outputs,
                info,
                ModelInfo.typeName(loaded),
                context,
                vocabulary,
                print);
    }

    /** What the chat template says of answers; nothing if it can't be read, which a conversation will be told. */
    private static List<String> answers(LoadedModel loaded) {
        List<String> out = new ArrayList<>();
        try {
            AnswerFormat format = loaded.text().answers();
            if (format.callsTools()) {
                out.add("tools");
            }
            if (format.reasons()) {
                out.add("thinking");
            }
        } catch (FormatException _) {
            return List.of();
        }
        return out;
    }

    /** Returns whether the model can do something. */
    public boolean can(String capability) {
        return capabilities.contains(capability);
    }
}
