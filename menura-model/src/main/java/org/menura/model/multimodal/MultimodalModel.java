package org.menura.model.multimodal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Model;
import org.menura.tensor.Backend;

/**
 * A language model that perceives (arXiv 2401.13601): encoders and projectors before any backbone, which takes their rows
 * for embeddings of tokens; and perhaps projectors behind it, which make of what it says conditions of generators.
 */
public final class MultimodalModel implements Model {
    private final CausalModel backbone;
    private final List<InputModality> senses;
    private final ImagePlaceholders prompting;
    private final List<OutputModality> outputs;

    /** Composes a model that puts out nothing but text. */
    public MultimodalModel(CausalModel backbone, List<InputModality> senses, ImagePlaceholders prompting) {
        this(backbone, senses, prompting, List.of());
    }

    /** Composes a model. */
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

    /** How its prompts are written. */
    public ImagePlaceholders prompting() {
        return prompting;
    }

    public CausalModel backbone() {
        return backbone;
    }

    public List<InputModality> senses() {
        return senses;
    }

    /** What it puts out beside text. */
    public List<OutputModality> outputs() {
        return outputs;
    }

    /**
     * How it puts out a modality.
     *
     * @throws FormatException if it does not
     */
    public OutputModality output(String modality) {
        return outputs.stream()
                .filter(o -> o.modality().equals(modality))
                .findFirst()
                .orElseThrow(() -> new FormatException("this model puts out nothing of the kind " + modality
                        + "; it puts out text"
                        + outputs.stream().map(o -> ", " + o.modality()).reduce("", String::concat)));
    }

    /** Whether all of a prompt's rows see each other, so that it must be read in one pass. */
    public boolean bidirectionalPrompt() {
        return prompting == ImagePlaceholders.BEFORE_LINE;
    }

    /**
     * The sense of a modality.
     *
     * @throws FormatException if the model has none
     */
    public InputModality sense(String modality) {
        return senses.stream()
                .filter(s -> s.modality().equals(modality))
                .findFirst()
                .orElseThrow(() -> new FormatException("this model takes no input of the kind " + modality
                        + "; it takes text"
                        + senses.stream().map(s -> ", " + s.modality()).reduce("", String::concat)));
    }

    /** The operations that the model computes with. */
    public Backend ops() {
        return backbone.ops();
    }

    /**
     * Makes room for what was perceived: each placeholder that stands for a whole input is repeated as often as that has
     * rows. Where a model has no placeholder, rows go before the text.
     *
     * @throws FormatException if there are not as many placeholders as inputs, nor as many as rows
     */
    public static int[] expanded(int[] ids, InputModality sense, Features features) {
        int places =
                (int) Arrays.stream(ids).filter(i -> i == sense.placeholder()).count();
        int rows = features.segments().rows();
        int inputs = features.segments().count();
        if (sense.placeholder() < 0) {
            return IntStream.concat(IntStream.generate(sense::placeholder).limit(rows), Arrays.stream(ids))
                    .toArray();
        }
        if (places == rows) {
            return ids;
        }
        if (places != inputs) {
            throw new FormatException("the prompt has %d places for inputs of the kind %s, but there are %d of them"
                    .formatted(places, sense.modality(), inputs));
        }
        int[] out = new int[ids.length - places + rows];
        int at = 0;
        int input = 0;
        for (int id : ids) {
            int times = id == sense.placeholder() ? features.segments().length(input++) : 1;
            Arrays.fill(out, at, at + times, id);
            at += times;
        }
        return out;
    }

    /**
     * A step whose placeholders give way to what was perceived, in order.
     *
     * @param step whose ids hold a placeholder for each row
     * @param prompt whether the step starts its sequences, so that a bidirectional prompt is read as such
     * @throws FormatException if there are not as many placeholders as rows
     */
    public ForwardBatch placed(ForwardBatch step, InputModality sense, Features features, boolean prompt) {
        int[] at = IntStream.range(0, step.ids().length)
                .filter(i -> step.ids()[i] == sense.placeholder())
                .toArray();
        if (at.length != features.rows().dim(0)) {
            throw new FormatException("the prompt has %d places for rows of the kind %s, but there are %d of them"
                    .formatted(at.length, sense.modality(), features.rows().dim(0)));
        }
        step.withEmbeddings(at, features.rows());
        if (prompt && bidirectionalPrompt()) {
            step.withPrefixes(IntStream.range(0, step.segments().count())
                    .map(step.segments()::length)
                    .toArray());
        }
        return step;
    }
}
