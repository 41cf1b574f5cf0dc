package org.menura.generate.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.Resampler;
import org.menura.format.image.ImageFiles;
import org.menura.model.Features;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.load.ModelSource;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Encodes the parts of messages that belong to one input modality. */
interface ModalityProcessor {
    /**
     * What a model perceives.
     *
     * @param inputs what stands for each part in a prompt
     * @param rows embeddings of all placeholders of these, in one tensor or several, [rows, width]
     */
    record Perceived(List<PlaceholderExpander.Input> inputs, List<Tensor> rows) {}

    /** Perceives parts of the modality, in order. */
    Perceived perceive(List<Content> parts);

    /**
     * Returns the processor of an input modality.
     *
     * @throws FormatException if the model's files don't say how its inputs are prepared
     */
    static ModalityProcessor of(InputModality input, PlaceholderExpander expander, ModelSource source) {
        return input.modality() == Modality.AUDIO
                ? new Ear(input, expander, Processors.sounds(source))
                : new Eye(input, expander, Processors.pictures(source));
    }

    /** Sees images, all of a prompt in one pass. */
    record Eye(InputModality sense, PlaceholderExpander expander, ImageProcessor processor)
            implements ModalityProcessor {
        @Override
        public Perceived perceive(List<Content> parts) {
            List<Prepared> prepared = new ArrayList<>();
            for (Content part : parts) {
                switch (part) {
                    case Content.Image(var image) -> prepared.add(processor.prepare(image));
                    case Content.MediaFile(var _, var file) -> prepared.add(processor.prepare(ImageFiles.read(file)));
                    default -> {}
                }
            }
            Features seen = sense.perceive(Inputs.of(processor.pixels(prepared)));
            Segments rows = seen.segments();
            List<PlaceholderExpander.Input> inputs = new ArrayList<>();
            int frame = 0;
            for (Prepared p : prepared) {
                int first = frame;
                frame += p.frames().size();
                int[] frames = IntStream.range(first, frame).map(rows::length).toArray();
                inputs.add(expander.input(Modality.IMAGE, frames, p.rows(), p.columns()));
            }
            return new Perceived(inputs, List.of(seen.rows().toHeap()));
        }
    }

    /** Hears audio, each part alone. */
    record Ear(InputModality sense, PlaceholderExpander expander, WhisperFeatures features)
            implements ModalityProcessor {
        @Override
        public Perceived perceive(List<Content> parts) {
            List<PlaceholderExpander.Input> inputs = new ArrayList<>();
            List<Tensor> rows = new ArrayList<>();
            for (Content part : parts) {
                Tensor mels = features.alone(samples(part)); // [mels, frames]
                Features heard = sense.perceive(Inputs.of(mels.reshape(1, mels.dim(0), mels.dim(1))));
                rows.add(heard.rows().toHeap());
                inputs.add(
                        expander.input(Modality.AUDIO, new int[] {heard.rows().dim(0)}, 0, 0));
            }
            return new Perceived(inputs, rows);
        }

        private float[] samples(Content part) {
            int rate = features.rate();
            double longest = (double) features.samples() / rate;
            if (part instanceof Content.MediaFile(var _, var file)) {
                return cut(AudioFiles.readMono(file, rate, (int) longest + 1));
            }
            Content.Audio sound = (Content.Audio) part;
            if (sound.seconds() > longest) {
                throw new FormatException("a sound of %.1f s is too long for this model, which hears %.1f s at a time"
                        .formatted(sound.seconds(), longest));
            }
            return sound.rate() == rate
                    ? sound.samples()
                    : cut(Resampler.resample(sound.samples(), sound.rate(), rate));
        }

        private float[] cut(float[] samples) {
            return Arrays.copyOf(samples, Math.clamp(samples.length, 1, features.samples()));
        }
    }
}
