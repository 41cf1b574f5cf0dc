package org.menura.train.perceive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.image.Image;
import org.menura.generate.session.Prompt;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;
import org.menura.train.data.MediaRef;
import org.menura.train.data.MediaRef.Look;
import org.menura.train.media.Augmentation;

/**
 * An embedder of the images and audio of a batch: their embeddings take the place of tokens. Within a recording,
 * encoders and projectors are part of it as far as they are trained. What looks the same in a batch is encoded once.
 *
 * @param model that perceives
 * @param source of images and audio
 */
public record MediaEmbedder(MultimodalModel model, MediaSource source) {
    /**
     * Makes the backbone's input of a batch, with the embeddings of its images and audio.
     *
     * @throws FormatException if a file can't be read, or has other rows than it had when it was laid out
     */
    public ForwardBatch step(Batch batch) {
        ForwardBatch step = batch.step();
        return batch.media().isEmpty() ? step : step.withEmbeds(embeds(batch.media()));
    }

    private List<InputEmbeds> embeds(List<MediaRef> media) {
        List<InputEmbeds> all = new ArrayList<>();
        for (InputModality sense : model.senses()) {
            SequencedMap<Look, List<MediaRef>> looks = new LinkedHashMap<>();
            for (MediaRef medium : media) {
                if (medium.modality() == sense.modality()) {
                    looks.computeIfAbsent(medium.look(), _ -> new ArrayList<>()).add(medium);
                }
            }
            if (sense.modality() == Modality.AUDIO) {
                hear(sense, looks, all);
            } else {
                see(sense, looks, all);
            }
        }
        return all;
    }

    private void hear(InputModality sense, SequencedMap<Look, List<MediaRef>> looks, List<InputEmbeds> all) {
        if (!looks.isEmpty()) {
            List<Tensor> clips = looks.keySet().stream().map(source::sound).toList();
            Features heard = sense.perceive(source.heard(clips));
            int[] alone = IntStream.generate(() -> 1).limit(clips.size()).toArray();
            all.add(placed(heard, List.copyOf(looks.values()), alone));
        }
    }

    /** Pictures whose frames have one size are seen together. */
    private void see(InputModality sense, SequencedMap<Look, List<MediaRef>> looks, List<InputEmbeds> all) {
        record Size(int width, int height) {}
        SequencedMap<Size, List<Look>> bySize = new LinkedHashMap<>();
        SequencedMap<Look, Prepared> pictures = new LinkedHashMap<>();
        for (Look look : looks.keySet()) {
            Prepared picture = source.picture(look);
            Image frame = picture.frames().getFirst();
            pictures.put(look, picture);
            bySize.computeIfAbsent(new Size(frame.width(), frame.height()), _ -> new ArrayList<>())
                    .add(look);
        }
        for (List<Look> alike : bySize.values()) {
            List<Prepared> together = alike.stream().map(pictures::get).toList();
            Features seen = sense.perceive(source.seen(together));
            all.add(placed(
                    seen,
                    alike.stream().map(looks::get).toList(),
                    together.stream().mapToInt(p -> p.frames().size()).toArray()));
        }
    }

    /**
     * Puts what was perceived together where it belongs.
     *
     * @param media for each look those that have it
     * @param frames for each look, of how many inputs it consists
     */
    private InputEmbeds placed(Features features, List<List<MediaRef>> media, int[] frames) {
        Segments segments = features.segments();
        SortedMap<Integer, Integer> rows = new TreeMap<>(); // by place
        int frame = 0;
        for (int i = 0; i < frames.length; i++) {
            int start = segments.start(frame);
            frame += frames[i];
            int count = segments.end(frame - 1) - start;
            for (MediaRef medium : media.get(i)) {
                if (medium.at().length != count) {
                    throw new FormatException("%s has %d rows, but %d when it was laid out among the tokens; delete the"
                                    .formatted(medium.file(), count, medium.at().length)
                            + " folder tokens of the run");
                }
                for (int row = 0; row < count; row++) {
                    rows.put(medium.at()[row], start + row);
                }
            }
        }
        int[] at = rows.keySet().stream().mapToInt(Integer::intValue).toArray();
        int[] from = rows.values().stream().mapToInt(Integer::intValue).toArray();
        boolean all = Arrays.equals(from, IntStream.range(0, segments.rows()).toArray());
        return new InputEmbeds(at, all ? features.rows() : model.ops().gatherRows(features.rows(), from));
    }

    /**
     * Makes a prompt of a document, with embeddings of the model's present encoders; null if it has no images and
     * audio.
     *
     * @param augmentation the augmentation of the data, of which the background is taken
     */
    public @Nullable Prompt prompt(TokenDocument document, Augmentation augmentation) {
        if (document.media().places().isEmpty()) {
            return null;
        }
        try (Backend.Scope _ = model.ops().scope()) {
            List<InputEmbeds> embeds = step(Batch.of(document, augmentation.plain())).embeds().stream()
                    .map(e -> new InputEmbeds(
                            e.at(), Tensor.of(e.rows().toFloats(), 0, e.rows().shape())))
                    .toList();
            return new Prompt(document.ids(), embeds, document.media().prefix() > 0);
        }
    }
}
