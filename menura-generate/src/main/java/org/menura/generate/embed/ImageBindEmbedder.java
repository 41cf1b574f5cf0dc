package org.menura.generate.embed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.menura.format.hf.HfFolder;
import org.menura.format.image.Image;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.prompt.Processors;
import org.menura.model.Config;
import org.menura.model.audio.KaldiFbank;
import org.menura.model.audio.Windows;
import org.menura.model.encoder.imagebind.ImageBind;
import org.menura.model.encoder.imagebind.ImageBindModality;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * ImageBind (arXiv 2305.05665) with its authors' preparation: CLIP's texts and pictures; of a sound three stretches of two
 * seconds, evenly spread, whose embeddings are averaged.
 */
final class ImageBindEmbedder implements Embedder {
    private static final int RATE = 16_000;
    private static final int CLIPS = 3;
    private static final int CLIP_SAMPLES = 2 * RATE;
    private static final double FRAME_MILLIS = 25;
    private static final double SHIFT_MILLIS = 10;
    private static final double PRE_EMPHASIS = 0.97;
    private static final double LOWEST = 20; // Hz
    private static final float MEAN = -4.268f;
    private static final float DEVIATION = 9.138f;

    private final ImageBind model;
    private final ModelTokenizer text;
    private final ImageProcessor pictures;
    private final boolean normalized;
    private final KaldiFbank banks;

    ImageBindEmbedder(ModelSource source, boolean normalized, Backend ops) {
        model = Models.open(ModelKind.JOINT_ENCODER, source, ops);
        text = new ModelTokenizer(source);
        pictures = processor(source, model.pictureSize());
        this.normalized = normalized;
        banks = new KaldiFbank(
                model.melBins(),
                RATE,
                FRAME_MILLIS,
                SHIFT_MILLIS,
                PRE_EMPHASIS,
                Windows.symmetricHann(KaldiFbank.frameLength(RATE, FRAME_MILLIS)),
                LOWEST,
                0);
    }

    /** What the folder says, or else the authors' preparation: CLIP's. */
    private static ImageProcessor processor(ModelSource source, int size) {
        HfFolder folder = source.folder();
        if (folder != null && Files.exists(folder.file("preprocessor_config.json"))) {
            return Processors.pictures(source);
        }
        ObjectNode usual = JsonNodeFactory.instance.objectNode().put("image_processor_type", "CLIPImageProcessor");
        usual.putObject("size").put("shortest_edge", size);
        usual.putObject("crop_size").put("height", size).put("width", size);
        return ImageProcessor.of(new Config(usual, source.path() + ": pictures"));
    }

    @Override
    public Set<EmbeddedKind> kinds() {
        return EnumSet.allOf(EmbeddedKind.class);
    }

    @Override
    public int window() {
        return model.contextLength();
    }

    @Override
    public int tokens(String given) {
        return text.tokenizer().encode(given, true, false).length;
    }

    /** A long text is cut before the end of text, which comes last. */
    @Override
    public float[] text(String given) {
        int[] ids = text.tokenizer().encode(given, true, false);
        if (ids.length == 0) {
            throw new IllegalArgumentException("an empty text has no embedding");
        }
        int most = model.contextLength();
        if (ids.length > most) {
            int last = ids[ids.length - 1];
            ids = Arrays.copyOf(ids, most);
            ids[most - 1] = last;
        }
        return scaled(model.embed(ids));
    }

    @Override
    public float[] image(Image picture) {
        return scaled(model.embed(ImageBindModality.VISION, pictures.pixels(List.of(pictures.prepare(picture)))));
    }

    @Override
    public synchronized float[] sound(Path file) { // the filter banks have buffers
        List<float[]> clips = SoundClips.spread(file, RATE, CLIPS, CLIP_SAMPLES);
        int mels = model.melBins();
        int frames = model.soundFrames();
        float[] all = new float[CLIPS * mels * frames];
        for (int i = 0; i < CLIPS; i++) {
            float[] picture =
                    banks.picture(clips.get(i), frames, MEAN, DEVIATION).toFloats();
            System.arraycopy(picture, 0, all, i * mels * frames, mels * frames);
        }
        return scaled(model.embed(ImageBindModality.AUDIO, Tensor.of(all, 1, CLIPS, 1, mels, frames)));
    }

    private float[] scaled(Tensor embedding) {
        float[] out = embedding.toFloats();
        return normalized ? Embedder.unit(out) : out;
    }
}
