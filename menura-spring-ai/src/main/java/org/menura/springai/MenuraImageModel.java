package org.menura.springai;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.image.ImageFiles;
import org.menura.generate.Painter;
import org.menura.generate.image.ImageRequest;
import org.springframework.ai.image.Image;
import org.springframework.ai.image.ImageGeneration;
import org.springframework.ai.image.ImageMessage;
import org.springframework.ai.image.ImageModel;
import org.springframework.ai.image.ImageOptions;
import org.springframework.ai.image.ImagePrompt;
import org.springframework.ai.image.ImageResponse;

/**
 * An image model in this process, a diffusion pipeline or a language model that draws:
 *
 * <pre>{@code
 * ImageModel images = new MenuraImageModel(Painter.open(Path.of("stable-diffusion-v1-5")));
 * ImageResponse fox = images.call(new ImagePrompt("a red fox in the snow"));
 * }</pre>
 *
 * <p>Images are PNG files in Base64. Thread-safe.
 */
public final class MenuraImageModel implements ImageModel {
    private static final String BASE64 = "b64_json";

    private final Painter painter;
    private final MenuraImageOptions defaults;

    /** Creates the model of a painter. */
    public MenuraImageModel(Painter painter) {
        this(painter, MenuraImageOptions.DEFAULT);
    }

    /** Creates the model of a painter with options of requests that say nothing else. */
    public MenuraImageModel(Painter painter, MenuraImageOptions defaults) {
        this.painter = painter;
        this.defaults = defaults;
    }

    @Override
    public ImageResponse call(ImagePrompt prompt) {
        ImageOptions given = prompt.getOptions() == null ? MenuraImageOptions.DEFAULT : prompt.getOptions();
        refuse(given);
        MenuraImageOptions own = given instanceof MenuraImageOptions ours ? ours : MenuraImageOptions.DEFAULT;
        String text =
                prompt.getInstructions().stream().map(ImageMessage::getText).collect(Collectors.joining("\n"));
        ImageRequest usual = painter.request(String.valueOf(text));
        ImageRequest request = usual.withNegative(or(own.negative(), or(defaults.negative(), usual.negative())))
                .withSteps(or(own.steps(), or(defaults.steps(), usual.steps())))
                .withGuidance(or(own.guidance(), or(defaults.guidance(), usual.guidance())))
                .withSize(
                        or(given.getWidth(), or(defaults.width(), usual.width())),
                        or(given.getHeight(), or(defaults.height(), usual.height())))
                .withSeed(or(own.seed(), or(defaults.seed(), usual.seed())));
        int n = or(given.getN(), or(defaults.n(), 1));
        List<ImageGeneration> images = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            byte[] png = ImageFiles.png(painter.draw(request.withSeed(request.seed() + i)));
            images.add(new ImageGeneration(new Image(null, Base64.getEncoder().encodeToString(png))));
        }
        return new ImageResponse(images);
    }

    private static void refuse(ImageOptions options) {
        if (options.getStyle() != null) {
            throw new IllegalArgumentException("a style is not supported: say it in the prompt");
        }
        if (options.getResponseFormat() != null && !options.getResponseFormat().equals(BASE64)) {
            throw new IllegalArgumentException(
                    "images come as %s, not as %s".formatted(BASE64, options.getResponseFormat()));
        }
    }

    private static <T> T or(@Nullable T value, T fallback) {
        return value == null ? fallback : value;
    }
}
