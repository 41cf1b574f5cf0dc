package org.menura.train.perceive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.session.Prompt;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
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
 * Shows a model the pictures of a batch and plays it the sounds: their rows take the place of tokens. Within a recording,
 * encoders and projectors are part of it as far as they are taught. What looks the same in a batch is perceived once.
 *
 * @param model that perceives
 * @param source of pictures and sounds
 */
public record MediaEmbedder(MultimodalModel model, MediaSource source) {
    /**
     * The pass of a batch through the model's backbone.
     *
     * @throws FormatException if a file can't be read, or has other rows than it had when it was laid out
     */
    public ForwardBatch step(Batch batch) {
        ForwardBatch step = batch.step();
        if (batch.media().isEmpty()) {
            return step;
        }
        Gathered rows = new Gathered(model.ops());
        for (InputModality sense : model.senses()) {
            SequencedMap<Look, List<MediaRef>> looks = new LinkedHashMap<>();
            for (MediaRef medium : batch.media()) {
                if (medium.modality().equals(sense.modality())) {
                    looks.computeIfAbsent(medium.look(), _ -> new ArrayList<>()).add(medium);
                }
            }
            if (sense.modality().equals("audio")) {
                hear(sense, looks, rows);
            } else {
                see(sense, looks, rows);
            }
        }
        rows.giveTo(step);
        return step;
    }

    private void hear(InputModality sense, SequencedMap<Look, List<MediaRef>> looks, Gathered rows) {
        if (!looks.isEmpty()) {
            List<Tensor> clips = looks.keySet().stream().map(source::sound).toList();
            Features heard = sense.perceive(source.heard(clips));
            rows.add(
                    heard,
                    List.copyOf(looks.values()),
                    IntStream.generate(() -> 1).limit(clips.size()).toArray());
        }
    }

    /** Pictures whose frames have one size are seen together. */
    private void see(InputModality sense, SequencedMap<Look, List<MediaRef>> looks, Gathered rows) {
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
            rows.add(
                    seen,
                    alike.stream().map(looks::get).toList(),
                    together.stream().mapToInt(p -> p.frames().size()).toArray());
        }
    }

    /**
     * A document as a prompt of the model, which is run as it is now; null if it has no pictures and sounds.
     *
     * @param augmentation what the data say of how pictures look that are not augmented
     */
    public @Nullable Prompt prompt(TokenDocument document, Augmentation augmentation) {
        if (document.media().places().isEmpty()) {
            return null;
        }
        Backend ops = model.ops();
        try (Backend.Scope _ = ops.scope()) {
            ForwardBatch.Given given =
                    step(Batch.of(document, augmentation.plain())).given();
            if (given == null) {
                throw new IllegalStateException("a document with pictures or sounds has no rows of them");
            }
            int[] ids = document.ids().clone();
            for (int row : given.at()) {
                ids[row] = ids[row] < model.backbone().vocabulary() ? ids[row] : 0; // may lie behind the vocabulary
            }
            Tensor rows = Tensor.of(given.rows().toFloats(), 0, given.rows().shape());
            return new Prompt(ids, given.at(), rows, document.media().prefix() > 0);
        }
    }

    /** Rows of all kinds, in the order of the tokens whose place they take. */
    private static final class Gathered {
        private final Backend ops;
        private final List<Tensor> parts = new ArrayList<>();
        private final List<int[]> places = new ArrayList<>();

        Gathered(Backend ops) {
            this.ops = ops;
        }

        /**
         * Adds what was perceived together.
         *
         * @param media for each look those that have it
         * @param frames for each look, of how many inputs it consists
         */
        void add(Features features, List<List<MediaRef>> media, int[] frames) {
            Segments segments = features.segments();
            List<int[]> from = new ArrayList<>();
            List<int[]> to = new ArrayList<>();
            int frame = 0;
            for (int i = 0; i < frames.length; i++) {
                int start = segments.start(frame);
                frame += frames[i];
                int end = segments.end(frame - 1);
                for (MediaRef medium : media.get(i)) {
                    if (medium.at().length != end - start) {
                        throw new FormatException(
                                "%s has %d rows, but %d when it was laid out among the tokens; delete the"
                                                .formatted(medium.file(), end - start, medium.at().length)
                                        + " folder tokens of the run");
                    }
                    from.add(IntStream.range(start, end).toArray());
                    to.add(medium.at());
                }
            }
            int[] rows = joined(from);
            boolean all =
                    Arrays.equals(rows, IntStream.range(0, segments.rows()).toArray());
            parts.add(all ? features.rows() : ops.gatherRows(features.rows(), rows));
            places.add(joined(to));
        }

        void giveTo(ForwardBatch step) {
            int[] at = joined(places);
            int[] sorted = at.clone();
            Arrays.sort(sorted);
            if (parts.size() == 1 && Arrays.equals(at, sorted)) {
                step.withEmbeddings(at, parts.getFirst());
                return;
            }
            List<int[]> targets = places.stream()
                    .map(p -> IntStream.of(p)
                            .map(row -> Arrays.binarySearch(sorted, row))
                            .toArray())
                    .toList();
            step.withEmbeddings(sorted, ops.scatterRows(sorted.length, parts, targets));
        }

        private static int[] joined(List<int[]> lists) {
            return lists.stream().flatMapToInt(Arrays::stream).toArray();
        }
    }
}
