package org.menura.model.encoder.imagebind;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * ImageBind (arXiv 2305.05665): pictures, text, sound, depth, heat and motion in one space, since each was trained to
 * lie near the pictures that it came with. What is alike has a large dot product, whatever its kind.
 */
public final class ImageBind implements Model {
    private final Backend ops;
    private final ImageBindConfig config;
    private final Map<ImageBindModality, Stem> stems = new EnumMap<>(ImageBindModality.class);
    private final Map<ImageBindModality, Trunk> trunks = new EnumMap<>(ImageBindModality.class);
    private final Map<ImageBindModality, ModalityHead> heads = new EnumMap<>(ImageBindModality.class);
    private final Tensor words; // [vocabulary, text width]
    private final Tensor positions; // [contextLength, text width]

    /**
     * The input tokens of a transformer.
     *
     * @param rows [all tokens, width]
     * @param segments how rows fall into clips
     * @param clips consecutive clips that belong to one item; their embeddings are averaged
     * @param pooled the row of each clip that stands for it
     */
    public record Tokens(ImageBindModality modality, Tensor rows, Segments segments, int clips, int[] pooled) {}

    private ImageBind(Config c, Weights w) {
        ops = w.ops();
        config = ImageBindConfig.of(c);
        Weights stem = w.at("modality_preprocessors");
        for (ImageBindModality m : ImageBindModality.values()) {
            trunks.put(m, new Trunk(w.at("modality_trunks").at(m.key()), config.tower(m), m));
            heads.put(m, new ModalityHead(w, m, config.tower(m).width(), config.out()));
        }
        String table = "pos_embedding_helper.pos_embed";
        stem(stem, ImageBindModality.VISION, config.visionPatches(), "rgbt_stem", "proj.1.weight", table);
        stem(stem, ImageBindModality.AUDIO, config.audioPatches(), "rgbt_stem", "proj.weight", table);
        stem(stem, ImageBindModality.DEPTH, config.depthPatches(), "depth_stem", "proj.weight", table);
        stem(stem, ImageBindModality.THERMAL, config.thermalPatches(), "rgbt_stem", "proj.weight", table);
        stem(stem, ImageBindModality.IMU, config.imuPatches(), "imu_stem", "proj.weight", "pos_embed");
        Weights text = stem.at(ImageBindModality.TEXT.key());
        int width = config.text().width();
        words = text.matrix("token_embedding.weight", config.vocabulary(), width);
        positions = text.floats("pos_embed", Init.normal(0.01), 1, config.contextLength(), width)
                .reshape(config.contextLength(), width);
        text.skip("mask"); // says that text is causal, which the model knows
    }

    private void stem(Weights w, ImageBindModality m, Patches patches, String name, String kernel, String table) {
        String norm = m == ImageBindModality.VISION ? null : name + ".norm_layer";
        stems.put(m, new Stem(w.at(m.key()), patches, config.tower(m).width(), name + "." + kernel, norm, table));
    }

    /** Builds an ImageBind, under the names of the authors' code. */
    public static ImageBind build(Config c, Weights w) {
        return new ImageBind(c, w);
    }

    /** Returns the width of the common space. */
    public int width() {
        return config.out();
    }

    /** Returns the context length: the longest text in tokens. */
    public int contextLength() {
        return config.contextLength();
    }

    /** Returns the height and width of images. */
    public int pictureSize() {
        return config.visionPatches().size().height();
    }

    /** Bands of the spectrograms of sounds. */
    public int melBins() {
        return config.audioPatches().size().height();
    }

    /** Returns the number of frames of the spectrograms of audio. */
    public int soundFrames() {
        return config.audioPatches().size().width();
    }

    /**
     * Computes the tokens of anything but text. What does not fill a patch, at the right and at the bottom, is not seen.
     * Still pictures may be of any size that gives a square of patches.
     *
     * @param input pictures [items, 3, height, width], pictures in several views [items, clips, 3, height, width] or
     *     video [items, clips, 3, frames, height, width]; sound as [items, clips, 1, mel bins, time]; depth and heat as
     *     [items, 1, height, width], all three with or without the dimension of clips; motion as [items, 6, time]
     * @throws FormatException if it has another shape than the model takes
     */
    public Tokens tokens(ImageBindModality modality, Tensor input) {
        Patches usual = patches(modality);
        int rank = input.shape().rank();
        int single = modality == ImageBindModality.IMU ? 3 : 4; // dimensions of items without clips
        boolean video = modality == ImageBindModality.VISION && rank == 6;
        boolean clipped = modality != ImageBindModality.IMU && (rank == 5 || video);
        Patches.Size size = usual.size();
        boolean fits = (rank == single || clipped) && input.dim(clipped ? 2 : 1) == usual.channels();
        int height = fits && modality != ImageBindModality.IMU ? input.dim(-2) : size.height();
        if (!fits || !usual.takes(height, input.dim(-1), modality == ImageBindModality.VISION)) {
            throw new FormatException("%s of shape %s does not fit the model, which takes %s with %d channels"
                    .formatted(modality.key(), input.shape(), size, usual.channels()));
        }
        int clips = clipped ? input.dim(1) : 1;
        int count = Math.multiplyExact(input.dim(0), clips);
        Tensor x = input.toHeap();
        Patches patches = usual.withPlane(height, input.dim(-1));
        if (modality == ImageBindModality.VISION) {
            int frames = video ? input.dim(3) : 1;
            patches = clip(usual, patches, frames);
            x = frames == patches.size().frames() ? x : repeated(x, patches.size());
        }
        int length = 1 + patches.count();
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return new Tokens(
                modality,
                stem(modality).tokens(x, count, patches),
                Segments.ofLengths(lengths),
                clips,
                IntStream.range(0, count).map(i -> i * length).toArray());
    }

    /** A still picture is a clip of two equal frames, or as many as a patch has. */
    private static Patches clip(Patches usual, Patches picture, int frames) {
        int shown = frames == 1 ? Math.max(2, usual.patch().frames()) : frames;
        Patches own = picture.withFrames(shown);
        boolean isKnown = own.layout().frames() == 1 || own.layout().equals(usual.layout());
        if (!isKnown) {
            throw new FormatException("a clip of %d frames does not fit the model, which takes %d; cut longer ones up"
                    .formatted(frames, usual.size().frames()));
        }
        return own;
    }

    /** Each channel of pictures over again for each frame. */
    private Tensor repeated(Tensor x, Patches.Size size) {
        int plane = size.height() * size.width();
        Tensor planes = x.reshape(x.elements() / plane, plane);
        int[] rows = IntStream.range(0, planes.dim(0) * size.frames())
                .map(i -> i / size.frames())
                .toArray();
        return ops.gatherRows(planes, rows);
    }

    /**
     * Computes the tokens of texts, each standing for its text where its id is largest: at the end of text.
     *
     * @throws FormatException if a text is empty or longer than {@link #contextLength}
     */
    public Tokens tokens(int[]... texts) {
        int[] lengths = Arrays.stream(texts).mapToInt(t -> t.length).toArray();
        for (int length : lengths) {
            if (length == 0 || length > config.contextLength()) {
                throw new FormatException("a text of %d tokens does not fit the model, which takes 1 to %d"
                        .formatted(length, config.contextLength()));
            }
        }
        Segments segments = Segments.ofLengths(lengths);
        int[] pooled = IntStream.range(0, texts.length)
                .map(i -> segments.start(i) + largest(texts[i]))
                .toArray();
        int[] ids = Arrays.stream(texts).flatMapToInt(Arrays::stream).toArray();
        int[] places =
                Arrays.stream(lengths).flatMap(n -> IntStream.range(0, n)).toArray();
        Tensor rows = ops.add(ops.embedding(words, ids), ops.embedding(positions, places));
        return new Tokens(ImageBindModality.TEXT, rows, segments, 1, pooled);
    }

    private static int largest(int[] ids) {
        int best = 0;
        for (int i = 1; i < ids.length; i++) {
            best = ids[i] > ids[best] ? i : best;
        }
        return best;
    }

    /**
     * Runs the transformer on tokens.
     *
     * @param tokens whose rows are not used any more afterwards
     * @return [rows, width]
     */
    public Tensor transform(Tokens tokens) {
        return trunk(tokens.modality).forward(tokens.rows, tokens.segments);
    }

    /**
     * Computes the embeddings in the common space, scaled as the modality's are.
     *
     * @param transformed what {@link #transform} returned
     * @return [items, width of the common space]
     */
    public Tensor embed(Tokens tokens, Tensor transformed) {
        Tensor clips = head(tokens.modality).apply(ops.gatherRows(transformed, tokens.pooled));
        return tokens.clips == 1 ? clips : ops.affine(ops.sumGroups(clips, tokens.clips), 1f / tokens.clips, 0);
    }

    /** Computes the embeddings of anything but text; see {@link #tokens(ImageBindModality, Tensor)}. */
    public Tensor embed(ImageBindModality modality, Tensor input) {
        Tokens tokens = tokens(modality, input);
        return embed(tokens, transform(tokens));
    }

    /** Computes the embeddings of texts; see {@link #tokens(int[][])}. */
    public Tensor embed(int[]... texts) {
        Tokens tokens = tokens(texts);
        return embed(tokens, transform(tokens));
    }

    private Patches patches(ImageBindModality modality) {
        return switch (modality) {
            case VISION -> config.visionPatches();
            case AUDIO -> config.audioPatches();
            case DEPTH -> config.depthPatches();
            case THERMAL -> config.thermalPatches();
            case IMU -> config.imuPatches();
            case TEXT -> throw new IllegalArgumentException("texts are given as ids of tokens");
        };
    }

    private Stem stem(ImageBindModality modality) {
        return known(stems, modality);
    }

    private Trunk trunk(ImageBindModality modality) {
        return known(trunks, modality);
    }

    private ModalityHead head(ImageBindModality modality) {
        return known(heads, modality);
    }

    private static <T> T known(Map<ImageBindModality, T> parts, ImageBindModality modality) {
        T part = parts.get(modality);
        if (part == null) {
            throw new IllegalStateException("no part for " + modality);
        }
        return part;
    }
}
