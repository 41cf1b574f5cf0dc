package org.menura.model.vision;

import java.util.List;
import org.menura.format.image.Image;

/**
 * A picture as an encoder sees it.
 *
 * @param frames one, or squares of the picture row by row and then all of it once more, smaller
 * @param rows of squares; 0 where the picture was not cut
 * @param columns of squares; 0 where the picture was not cut
 */
public record Prepared(List<Image> frames, int rows, int columns) {
    static Prepared whole(Image image) {
        return new Prepared(List.of(image), 0, 0);
    }
}
