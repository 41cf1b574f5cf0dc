package org.menura.train.data;

import java.util.ArrayList;
import java.util.List;
import org.menura.data.Examples;
import org.menura.data.MediaFiles;
import org.menura.data.MediaText;
import org.menura.format.image.Image;
import org.menura.tensor.Rng;
import org.menura.train.media.Augmentation;
import org.menura.train.media.AugmentedImage;

/**
 * Examples of images with texts, each time with one of its texts and augmented.
 *
 * @param records the records of images with texts
 * @param files the reader of image files
 * @param augmentation the augmentation of the images
 */
public record ImageTextExamples(Examples<MediaText> records, MediaFiles files, Augmentation augmentation)
        implements Examples<List<AugmentedImage>> {
    /** Concatenates the augmented images of several examples in their order. */
    public static List<AugmentedImage> join(List<List<AugmentedImage>> examples) {
        List<AugmentedImage> all = new ArrayList<>();
        examples.forEach(all::addAll);
        return all;
    }

    @Override
    public long count() {
        return records.count();
    }

    @Override
    public List<AugmentedImage> example(long index, Rng random) {
        MediaText record = records.example(index, random);
        int one = random.nextInt(record.texts().size());
        Image picture = augmentation.picture(files.picture(record.file()), random);
        boolean varied = augmentation.variesPictures();
        return List.of(new AugmentedImage(
                record.file(), picture, varied, record.texts().get(one), random));
    }
}
