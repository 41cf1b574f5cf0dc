package org.menura.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.multimodal.Inputs;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Tensor;

/**
 * How a model's folder says that pictures and sounds are prepared: {@code processor_config.json}, whose sections {@code
 * image_processor} and {@code feature_extractor} each hold what a {@code preprocessor_config.json} would, or else the
 * latter. Nothing is read before it is asked for. Not thread-safe.
 */
public final class MediaProcessors {
    /** The files, the first of which is looked at first. */
    public static final List<String> FILES = List.of("processor_config.json", "preprocessor_config.json");

    private final Path folder;
    private @Nullable ImageProcessor pictures;
    private @Nullable WhisperFeatures sounds;

    /** The processors of a model's folder. */
    public MediaProcessors(Path folder) {
        this.folder = folder;
    }

    /** Whether a folder says anything of pictures or sounds. */
    public static boolean areIn(Path folder) {
        return FILES.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * How pictures are prepared.
     *
     * @throws FormatException if the folder says nothing of it, or something that is not supported
     */
    public ImageProcessor pictures() {
        if (pictures == null) {
            pictures = ImageProcessor.of(config("image_processor", "pictures"));
        }
        return pictures;
    }

    /**
     * How sounds are prepared.
     *
     * @throws FormatException if the folder says nothing of it, or something that is not supported
     */
    public WhisperFeatures sounds() {
        if (sounds == null) {
            sounds = WhisperFeatures.of(config("feature_extractor", "sounds"));
        }
        return sounds;
    }

    private Config config(String section, String what) {
        Path both = folder.resolve(FILES.get(0));
        if (Files.isRegularFile(both)) {
            JsonNode json = Json.parse(both).path(section);
            if (json.isObject()) {
                return new Config(json, both + ", " + section);
            }
        }
        Path single = folder.resolve(FILES.get(1));
        if (!Files.isRegularFile(single)) {
            throw new FormatException(
                    "%s comes without %s, which says how %s are prepared".formatted(folder, FILES.get(1), what));
        }
        return new Config(Json.parse(single), single.toString());
    }

    /**
     * How many rows of features a sound has.
     *
     * @param samples at the rate that {@link #sounds} names
     */
    public int frames(int samples) {
        return Math.clamp(Math.ceilDiv(samples, sounds().hop()), 1, sounds().frames());
    }

    /**
     * Sounds as their encoder hears them: the rows of each that lie within it.
     *
     * @param clips samples, each of at most {@link WhisperFeatures#samples}
     * @return values [clips, mels, frames of the longest]
     */
    public Inputs heard(List<float[]> clips) {
        int longest = clips.stream().mapToInt(c -> frames(c.length)).max().orElse(1);
        int mels = sounds().mels();
        float[] values = new float[Math.multiplyExact(clips.size() * mels, longest)];
        boolean[] seen = new boolean[clips.size() * longest];
        for (int c = 0; c < clips.size(); c++) {
            float[] features = sounds().extract(clips.get(c)).toFloats(); // [frames, mels]
            int frames = frames(clips.get(c).length);
            Arrays.fill(seen, c * longest, c * longest + frames, true);
            for (int t = 0; t < frames; t++) {
                for (int m = 0; m < mels; m++) {
                    values[(c * mels + m) * longest + t] = features[t * mels + m];
                }
            }
        }
        return new Inputs(Tensor.of(values, clips.size(), mels, longest), seen);
    }
}
