package org.menura.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.image.ImageFiles;
import org.menura.generate.Painter;
import org.springframework.ai.image.ImageGeneration;
import org.springframework.ai.image.ImageOptionsBuilder;
import org.springframework.ai.image.ImagePrompt;

/** Images are drawn. */
@Tag("slow")
class MenuraImageModelTest {
    private static final Painter PAINTER = Painter.open(ScriptedChats.repository("models/nano-omni/generator"));

    @Test
    void imagesOfAPromptDiffer() {
        MenuraImageModel model = new MenuraImageModel(PAINTER, MenuraImageOptions.DEFAULT.withSteps(2));
        List<ImageGeneration> two = model.call(new ImagePrompt("a red heart", MenuraImageOptions.DEFAULT.withN(2)))
                .getResults();
        assertEquals(2, two.size());
        String first = two.getFirst().getOutput().getB64Json();
        assertNotEquals(first, two.getLast().getOutput().getB64Json());
        assertEquals(
                first,
                model.call(new ImagePrompt("a red heart"))
                        .getResult()
                        .getOutput()
                        .getB64Json());
        assertEquals(
                32,
                ImageFiles.read(Base64.getDecoder().decode(first), "the image").width());
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        MenuraImageModel model = new MenuraImageModel(PAINTER);
        assertThrows(
                IllegalArgumentException.class,
                () -> model.call(new ImagePrompt(
                        "a heart", ImageOptionsBuilder.builder().style("vivid").build())));
        assertThrows(
                IllegalArgumentException.class,
                () -> model.call(new ImagePrompt(
                        "a heart",
                        ImageOptionsBuilder.builder().responseFormat("url").build())));
    }
}
