package org.menura.generate.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.chat.Part;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioStream;
import org.menura.format.audio.MonoStream;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.Features;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.load.ModelSource;
import org.menura.model.multimodal.ImagePlaceholders;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Turns the parts of messages that belong to one sense into rows of a prompt. */
interface ModalityProcessor {
    /**
     * What stands for a part in a prompt.
     *
     * @param ids the sense's placeholder for each row, perhaps with marks around them
     * @param rows [placeholders, width]
     */
    record Perceived(int[] ids, Tensor rows) {}

    /** Perceives parts of the sense's modality, in order. */
    List<Perceived> perceive(List<Part> parts);

    /**
     * The perceiver of a sense.
     *
     * @throws FormatException if the model's files don't say how its inputs are prepared
     */
    static ModalityProcessor of(InputModality sense, MultimodalModel model, ModelSource source, Tokenizer tokenizer) {
        return switch (sense.modality()) {
            case "image" -> new Eye(sense, model.prompting(), Processors.pictures(source), tokenizer);
            case "audio" -> new Ear(sense, Processors.sounds(source));
            default -> throw new FormatException("nothing is known of inputs of the kind " + sense.modality());
        };
    }

    /** Placeholders for so many rows. */
    private static int[] places(InputModality sense, int rows) {
        int[] out = new int[rows];
        Arrays.fill(out, sense.placeholder());
        return out;
    }

    /** Sees pictures, all of a prompt in one pass. */
    record Eye(InputModality sense, ImagePlaceholders prompting, ImageProcessor processor, Tokenizer tokenizer)
            implements ModalityProcessor {
        @Override
        public List<Perceived> perceive(List<Part> parts) {
            List<Prepared> prepared = new ArrayList<>();
            for (Part part : parts) {
                if (part instanceof Part.Picture(var image)) {
                    prepared.add(processor.prepare(image));
                }
            }
            Features seen = sense.perceive(Inputs.of(processor.pixels(prepared)));
            List<Perceived> out = new ArrayList<>();
            int frame = 0;
            for (Prepared p : prepared) {
                Segments s = seen.segments();
                int next = frame + p.frames().size();
                int[] ids = frames(p, frame, s);
                out.add(new Perceived(ids, seen.rows().rows(s.start(frame), s.end(next - 1))));
                frame = next;
            }
            return out;
        }

        private int[] frames(Prepared p, int first, Segments rows) {
            if (prompting != ImagePlaceholders.FRAMED) {
                int count = IntStream.range(first, first + p.frames().size())
                        .map(rows::length)
                        .sum();
                return places(sense, count);
            }
            String token = tokenizer.token(sense.placeholder());
            return tokenizer.encode(
                    ImagePlaceholders.framed(token, rows.length(first), p.rows(), p.columns()), false, true);
        }
    }

    /** Hears sounds, each alone. */
    record Ear(InputModality sense, WhisperFeatures features) implements ModalityProcessor {
        @Override
        public List<Perceived> perceive(List<Part> parts) {
            List<Perceived> out = new ArrayList<>();
            for (Part part : parts) {
                if (part instanceof Part.Sound sound) {
                    Tensor mels = features.alone(samples(sound)); // [mels, frames]
                    Features heard = sense.perceive(Inputs.of(mels.reshape(1, mels.dim(0), mels.dim(1))));
                    out.add(new Perceived(places(sense, heard.rows().dim(0)), heard.rows()));
                }
            }
            return out;
        }

        private float[] samples(Part.Sound sound) {
            double longest = (double) features.samples() / features.rate();
            if (sound.seconds() > longest) {
                throw new FormatException("a sound of %.1f s is too long for this model, which hears %.1f s at a time"
                        .formatted(sound.seconds(), longest));
            }
            if (sound.rate() == features.rate()) {
                return sound.samples();
            }
            float[] out = new float[features.samples()];
            int length = 0;
            try (AudioStream at = new MonoStream(new Samples(sound), features.rate())) {
                int n = 0;
                while (n >= 0 && length < out.length) {
                    n = at.read(out, length, out.length - length);
                    length += Math.max(0, n);
                }
            }
            return Arrays.copyOf(out, Math.max(1, length));
        }
    }

    /** A sound that is there already, as a stream. */
    final class Samples implements AudioStream {
        private final Part.Sound sound;
        private int at;

        Samples(Part.Sound sound) {
            this.sound = sound;
        }

        @Override
        public String source() {
            return "a sound";
        }

        @Override
        public int rate() {
            return sound.rate();
        }

        @Override
        public int channels() {
            return 1;
        }

        @Override
        public long length() {
            return sound.samples().length;
        }

        @Override
        public int read(float[] out, int from, int count) {
            int n = Math.min(count, sound.samples().length - at);
            System.arraycopy(sound.samples(), at, out, from, n);
            at += n;
            return n == 0 ? -1 : n;
        }

        @Override
        public void close() {}
    }
}
