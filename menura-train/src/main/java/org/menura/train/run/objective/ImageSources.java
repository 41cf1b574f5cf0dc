package org.menura.train.run.objective;

import java.util.List;
import org.menura.data.Examples;
import org.menura.data.IndexedJson;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.media.AugmentedImage;
import org.menura.train.schema.DataSource;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Reads pictures with texts. */
final class ImageSources {
    static final String FORMAT = "image-text";

    private ImageSources() {}

    /** Pictures that are changed at each look as the sources say. */
    static ExampleSources<List<AugmentedImage>> varied(TrainingData data) {
        return data.examples(s -> new ImageTextExamples(
                IndexedJson.media(TrainingData.files(s), "image", s.field()), data.media(), s.augmentation()));
    }

    /** Makes the examples without augmentation. */
    static List<Examples<List<AugmentedImage>>> plain(TrainingData data) {
        return data.<List<AugmentedImage>>examples(s -> new ImageTextExamples(
                        IndexedJson.media(TrainingData.files(s), "image", s.field()),
                        data.media(),
                        s.augmentation().plain()))
                .examples();
    }

    /** Held-out pictures, if that is what the files hold. */
    static List<Examples<List<AugmentedImage>>> heldOut(RunContext run, DataSource source, TrainingData data) {
        LanguageModeling.require(run, source, List.of(FORMAT));
        return plain(data);
    }
}
