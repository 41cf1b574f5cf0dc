package org.menura.generate;

import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.model.load.ModelSource;
import org.menura.model.vision.ImageProcessor;

/** Finds out how a model wants its pictures. */
final class Pictures {
    private Pictures() {}

    /**
     * What the model's folder says.
     *
     * @throws FormatException if it says nothing, or something that is not supported
     */
    static ImageProcessor processor(ModelSource source) {
        HfFolder folder = source.folder();
        if (folder == null) {
            throw new FormatException("%s comes without %s, which says how pictures are prepared"
                    .formatted(source.path(), MediaProcessors.FILES.getLast()));
        }
        return new MediaProcessors(folder.path()).pictures();
    }
}
