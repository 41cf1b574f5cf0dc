package org.menura.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.image.ImageModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.menura.format.image.ImageFiles;
import org.menura.generate.Painter;
import org.menura.generate.image.ImageRequest;

/**
 * An image model in this process, a diffusion pipeline or a language model that draws:
 *
 * <pre>{@code
 * ImageModel images = MenuraImageModel.builder().painter(Painter.open(Path.of("stable-diffusion-v1-5"))).build();
 * Image fox = images.generate("a red fox in the snow").content();
 * }</pre>
 *
 * <p>Images are PNG files in Base64. Each has the next seed, so that they differ. Thread-safe.
 */
public final class MenuraImageModel implements ImageModel {
    private static final String PNG = "image/png";

    private final Painter painter;
    private final ImageRequest usual;
    private final AtomicLong seed;

    private MenuraImageModel(Painter painter, ImageRequest usual) {
        this.painter = painter;
        this.usual = usual;
        this.seed = new AtomicLong(usual.seed());
    }

    @Override
    public Response<Image> generate(String prompt) {
        return Response.from(drawn(request(prompt)));
    }

    @Override
    public Response<List<Image>> generate(String prompt, int n) {
        List<Image> out = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            out.add(drawn(request(prompt)));
        }
        return Response.from(out);
    }

    @Override
    public Response<Image> edit(Image image, String prompt) {
        return Response.from(drawn(request(prompt).withStart(picture(image), usual.strength())));
    }

    @Override
    public Response<Image> edit(Image image, Image mask, String prompt) {
        return Response.from(drawn(
                request(prompt).withStart(picture(image), usual.strength()).withMask(picture(mask))));
    }

    private ImageRequest request(String prompt) {
        return new ImageRequest(
                prompt,
                usual.negative(),
                usual.steps(),
                usual.guidance(),
                seed.getAndIncrement(),
                usual.width(),
                usual.height(),
                usual.scheduler(),
                null,
                usual.strength(),
                null,
                usual.clipSkip());
    }

    private static org.menura.format.image.Image picture(Image image) {
        return Media.picture(Media.bytes(image.url(), image.base64Data(), null, "image"));
    }

    private Image drawn(ImageRequest request) {
        byte[] png = ImageFiles.png(Requests.mapped(() -> painter.draw(request)));
        return Image.builder()
                .base64Data(Base64.getEncoder().encodeToString(png))
                .mimeType(PNG)
                .build();
    }

    /** Creates a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of an image model, which needs a painter. */
    public static final class Builder {
        private @Nullable Painter painter;
        private @Nullable ImageRequest request;

        private Builder() {}

        /** Sets the painter. */
        public Builder painter(Painter value) {
            painter = value;
            return this;
        }

        /**
         * Sets size, steps, guidance, scheduler, negative prompt, strength of edits and first seed; {@link
         * Painter#request} otherwise. Its prompt and images do not count.
         */
        public Builder parameters(ImageRequest value) {
            request = value;
            return this;
        }

        /**
         * Creates the model.
         *
         * @throws IllegalArgumentException if no painter was set
         */
        public MenuraImageModel build() {
            if (painter == null) {
                throw new IllegalArgumentException("an image model needs a painter: call painter(Painter.open(...))");
            }
            return new MenuraImageModel(painter, request == null ? painter.request("") : request);
        }
    }
}
