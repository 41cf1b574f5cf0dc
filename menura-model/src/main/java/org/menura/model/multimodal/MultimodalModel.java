package org.menura.model.multimodal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.model.CausalModel;
import org.menura.model.Model;
import org.menura.tensor.Backend;

/**
 * A multimodal language model (arXiv 2401.13601): encoders and projectors before any backbone, which takes their rows
 * for embeddings of tokens; and perhaps projectors behind it, which turn hidden states into conditions of generators.
 */
public final class MultimodalModel implements Model {
    private final CausalModel backbone;
    private final List<InputModality> senses;
    private final ImagePlaceholders prompting;
    private final List<OutputModality> outputs;

    /** Creates a model of its parts, without output modalities beside text. */
    public MultimodalModel(CausalModel backbone, List<InputModality> senses, ImagePlaceholders prompting) {
        this(backbone, senses, prompting, List.of());
    }

    /** Creates a model of its parts. */
    public MultimodalModel(
            CausalModel backbone,
            List<InputModality> senses,
            ImagePlaceholders prompting,
            List<OutputModality> outputs) {
        this.backbone = backbone;
        this.senses = List.copyOf(senses);
        this.prompting = prompting;
        this.outputs = List.copyOf(outputs);
    }

    /** Returns the layout of image placeholders in its prompts. */
    public ImagePlaceholders prompting() {
        return prompting;
    }

    public CausalModel backbone() {
        return backbone;
    }

    public List<InputModality> senses() {
        return senses;
    }

    /** Returns the ids of the tokens that stand for inputs; -1 for one that goes before the text. */
    public Map<Modality, Integer> placeholders() {
        return senses.stream().collect(Collectors.toMap(InputModality::modality, InputModality::placeholder));
    }

    /** Returns the ids of the signal tokens, which ask for an image; none if the model draws nothing. */
    public List<Integer> signals() {
        return outputs.stream()
                .filter(o -> o.modality() == Modality.IMAGE)
                .findFirst()
                .map(OutputModality::signals)
                .orElse(List.of());
    }

    /** Returns the output modalities beside text. */
    public List<OutputModality> outputs() {
        return outputs;
    }

    /**
     * Returns an output modality.
     *
     * @throws FormatException if the model has none
     */
    public OutputModality output(Modality modality) {
        return outputs.stream()
                .filter(o -> o.modality() == modality)
                .findFirst()
                .orElseThrow(() -> new FormatException("this model puts out nothing of the kind " + modality
                        + "; it puts out text"
                        + outputs.stream().map(o -> ", " + o.modality()).reduce("", String::concat)));
    }

    /** Returns whether all of a prompt's rows attend to each other, so that it must be read in one forward pass. */
    public boolean bidirectionalPrompt() {
        return prompting == ImagePlaceholders.BEFORE_LINE;
    }

    /**
     * Returns an input modality.
     *
     * @throws FormatException if the model has none
     */
    public InputModality sense(Modality modality) {
        return senses.stream()
                .filter(s -> s.modality() == modality)
                .findFirst()
                .orElseThrow(() -> new FormatException("this model takes no input of the kind " + modality
                        + "; it takes text"
                        + senses.stream().map(s -> ", " + s.modality()).reduce("", String::concat)));
    }

    /** Returns the backend that the model computes with. */
    public Backend ops() {
        return backbone.ops();
    }
}
