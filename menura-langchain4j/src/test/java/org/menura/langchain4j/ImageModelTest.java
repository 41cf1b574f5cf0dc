package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.image.ImageModel;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.image.ImageFiles;
import org.menura.generate.Painter;
import org.menura.generate.image.ImageRequest;

/** Images are drawn, varied and drawn anew. */
@Tag("slow")
class ImageModelTest {
    private static final ImageRequest FAST = ImageRequest.of("").withSteps(2).withGuidance(1);

    private static final Painter PAINTER = Painter.open(Repository.path("models/nano-omni/generator"));

    private static ImageModel model() {
        return MenuraImageModel.builder().painter(PAINTER).parameters(FAST).build();
    }

    private static org.menura.format.image.Image decoded(Image image) {
        return ImageFiles.read(Base64.getDecoder().decode(image.base64Data()), "the image");
    }

    @Test
    void imagesOfAPromptDiffer() {
        List<Image> two = model().generate("a red heart", 2).content();
        assertEquals("image/png", two.getFirst().mimeType());
        assertEquals(decoded(two.getFirst()).width(), decoded(two.getFirst()).height());
        assertNotEquals(two.getFirst(), two.getLast());
        assertEquals(two.getFirst(), model().generate("a red heart").content());
    }

    @Test
    void anImageIsEdited() {
        ImageModel model = model();
        Image first = model.generate("a red heart").content();
        Image edited = model.edit(first, "a blue heart").content();
        assertNotEquals(first, edited);
        assertEquals(decoded(first).width(), decoded(edited).width());
    }

    @Test
    void whatIsNoImageIsRefused() {
        Image text = Image.builder().base64Data("bm8=").build();
        assertThrows(InvalidRequestException.class, () -> model().edit(text, "a heart"));
    }
}
