package org.menura.train.task;

import java.nio.file.Path;
import java.util.List;
import org.menura.data.ChatLayout;
import org.menura.data.Examples;
import org.menura.data.ImageGenerationExample;
import org.menura.data.MediaFiles;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.tensor.Rng;
import org.menura.train.data.Batch;
import org.menura.train.media.Augmentation;
import org.menura.train.media.AugmentedImage;

/**
 * Examples of conversations in which images are generated.
 *
 * @param records the recorded conversations
 * @param layout the layout of conversations
 * @param signals ids of the signal tokens of an image
 * @param length maximum number of tokens of a conversation
 * @param files the reader of the images to generate; input images are read by the layout
 * @param augmentation of the input images; those to generate stay as they are
 * @param withPictures whether the images to generate are read
 */
public record ImageGenerationExamples(
        Examples<ImageGenerationExample> records,
        ChatLayout layout,
        List<Integer> signals,
        int length,
        MediaFiles files,
        Augmentation augmentation,
        boolean withPictures)
        implements Examples<ImageGenerationBatch> {
    @Override
    public long count() {
        return records.count();
    }

    @Override
    public ImageGenerationBatch example(long index, Rng random) {
        ImageGenerationExample drawing = records.example(index, random);
        TokenDocument document = layout.documents(drawing.messages()).getLast();
        if (document.length() > length) {
            throw new FormatException("A conversation of %d tokens draws '%s'; batch.length is %d, make it longer."
                    .formatted(document.length(), drawing.condition(), length));
        }
        int[] rows = rows(document.ids(), drawing.condition());
        return new ImageGenerationBatch(
                Batch.of(document, augmentation, random),
                List.of(rows),
                List.of(drawing.condition()),
                withPictures ? List.of(look(drawing, random)) : List.of());
    }

    /** Where the tokens that ask for a picture stand behind each other, the last time. */
    private int[] rows(int[] ids, String condition) {
        for (int from = ids.length - signals.size(); from >= 0; from--) {
            int same = 0;
            while (same < signals.size() && ids[from + same] == signals.get(same)) {
                same++;
            }
            if (same == signals.size()) {
                int[] rows = new int[same];
                for (int i = 0; i < same; i++) {
                    rows[i] = from + i;
                }
                return rows;
            }
        }
        throw new FormatException(
                ("The conversation that draws '%s' has not all signal tokens in order; let the assistant's"
                                + " answer hold a part of the type image, or their names.")
                        .formatted(condition));
    }

    private AugmentedImage look(ImageGenerationExample drawing, Rng random) {
        Path file = drawing.image();
        if (file == null) {
            throw new FormatException("The conversation that draws '%s' names no image, which diffusion_weight needs."
                    .formatted(drawing.condition()));
        }
        Image picture = augmentation.plain().picture(files.picture(file), new Rng(0));
        return new AugmentedImage(file, picture, false, drawing.condition(), random);
    }
}
