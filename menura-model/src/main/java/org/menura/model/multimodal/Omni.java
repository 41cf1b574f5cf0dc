package org.menura.model.multimodal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.encoder.SubConfigs;
import org.menura.model.weights.Weights;

/**
 * The five-part model (arXiv 2401.13601) with every part exchangeable: encoders and input projectors for any senses, any
 * decoder, and output projectors (arXiv 2309.05519) before generators. Its layout is Menura's own: {@code senses} and
 * {@code outputs} by modality beside a {@code text_config}.
 */
public final class Omni {
    private Omni() {}

    /** Builds the model that a config describes. */
    public static MultimodalModel build(Config c, Weights w, DecoderBuilder decoders) {
        SubConfigs.architecture(c, "OmniForConditionalGeneration");
        Config text = Backbones.config(c, "llama");
        int width = Backbones.width(text);
        CausalModel backbone = Backbones.build(text, w, decoders);
        Set<Integer> taken = new HashSet<>();
        List<InputModality> senses = new ArrayList<>();
        Config given = SubConfigs.of(c, "senses");
        for (String name : names(given, "senses")) {
            Config s = SubConfigs.of(given, name);
            Modality modality = Modality.of(name)
                    .filter(m -> m != Modality.TEXT)
                    .orElseThrow(() ->
                            new FormatException("%s: senses of the kind %s are not supported (supported: image, audio)"
                                    .formatted(s.source(), name)));
            Weights at = w.at("senses").at(name);
            SenseEncoder encoder = SenseEncoder.of(modality, s, at.at("encoder"));
            InputProjector projector =
                    InputProjectors.of(SubConfigs.of(s, "projector"), at.at("projector"), encoder.width(), width);
            int placeholder = token(s, "token_id", s.integer("token_id"), backbone, taken);
            senses.add(new InputModality(modality, placeholder, encoder.encoder(), projector));
        }
        List<OutputModality> outputs = new ArrayList<>();
        Config wanted = SubConfigs.of(c, "outputs");
        for (String modality : names(wanted, "outputs")) {
            outputs.add(output(
                    modality, SubConfigs.of(wanted, modality), w.at("outputs").at(modality), width, backbone, taken));
        }
        return new MultimodalModel(backbone, senses, ImagePlaceholders.IN_TEXT, outputs);
    }

    private static List<String> names(Config c, String section) {
        for (String name : c.names()) {
            if (!c.raw(name).isObject()) {
                throw new FormatException("%s: what is said of %s among the %s must be a JSON object"
                        .formatted(c.source(), name, section));
            }
        }
        return c.names();
    }

    private static OutputModality output(
            String modality, Config o, Weights w, int width, CausalModel backbone, Set<Integer> taken) {
        if (!modality.equals(Modality.IMAGE.key())) {
            throw new FormatException(
                    "%s: outputs of the kind %s are not supported (supported: image)".formatted(o.source(), modality));
        }
        List<Integer> signals = new ArrayList<>();
        for (int id : o.ids("token_ids")) {
            signals.add(token(o, "token_ids", id, backbone, taken));
        }
        if (signals.isEmpty()) {
            throw new FormatException(o.source() + " lacks the field token_ids, the tokens that ask for the output");
        }
        Config condition = SubConfigs.of(o, "condition");
        OutputProjector projector = new OutputProjector(
                SubConfigs.of(o, "projector"),
                w.at("projector"),
                width,
                condition.positive("rows"),
                condition.positive("width"));
        String generator = o.text("generator", "generator");
        if (!generator.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw o.unsupported("generator", "it must be the name of a folder beside the config");
        }
        return new OutputModality(Modality.IMAGE, signals, projector, generator);
    }

    private static int token(Config c, String field, int id, CausalModel backbone, Set<Integer> taken) {
        if (id >= backbone.vocabulary()) {
            throw c.unsupported(field, "the vocabulary has %d tokens".formatted(backbone.vocabulary()));
        }
        if (!taken.add(id)) {
            throw c.unsupported(field, "the token %d has another part already".formatted(id));
        }
        return id;
    }
}
