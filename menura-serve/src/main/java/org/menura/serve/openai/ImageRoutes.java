package org.menura.serve.openai;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.MediaGenerator;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.load.LoadedModel;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Services;

/** {@code /v1/images/generations}: pictures of texts, by diffusion pipelines and by language models that draw. */
public final class ImageRoutes {
    private static final int MOST_PICTURES = 10;
    private static final int MOST_STEPS = 1000;
    private static final int MOST_SIDE = 4096;

    /** More layers than text encoders have; which they have, the pipeline says. */
    private static final int MOST_SKIPPED = 100;

    /** A side is at most so many times the model's own: attention's cost grows with the fourth power of it. */
    private static final int MOST_TIMES = 4;

    private final Services services;

    private ImageRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        ImageRoutes routes = new ImageRoutes(services);
        router.add("POST", "/v1/images/generations", routes::generate);
    }

    private void generate(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.models().leaseFor(fields.text("model", ""), "image")) {
            LoadedModel.Decoder decoder = lease.model() instanceof ServedModel.Language l ? l.decoder() : null;
            boolean draws =
                    lease.model() instanceof ServedModel.Pictures || decoder != null && decoder.drawing() != null;
            if (!draws) {
                throw HttpError.invalid(
                        "model", "unsupported_modality", "the model '%s' draws nothing".formatted(lease.name()));
            }
            ImageRequest usual = decoder == null ? ImageRequest.of("") : MediaGenerator.usual(decoder);
            ImageRequest request = request(fields, usual);
            int count = fields.integer("n", 1, MOST_PICTURES).orElse(1);
            String form = fields.word("response_format", "b64_json", "b64_json", "url");
            fields.word("output_format", "png", "png");
            fields.word("background", "auto", "auto", "opaque");
            fields.word("quality", "auto", "auto", "standard", "hd", "low", "medium", "high");
            fields.word("moderation", "auto", "auto", "low");
            fields.harmless("model", "user", "output_compression");
            fields.unsupported("stream", "partial_images", "style");
            fields.finish();
            checkSize(lease, decoder, request);
            List<Map<String, @Nullable Object>> data = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ImageRequest next = request.withSeed(request.seed() + i);
                byte[] png = services.background().run(exchange, () -> ImageFiles.png(drawn(lease, decoder, next)));
                String base64 = Base64.getEncoder().encodeToString(png);
                data.add(
                        form.equals("url")
                                ? JsonOut.object("url", "data:image/png;base64," + base64)
                                : JsonOut.object("b64_json", base64));
            }
            exchange.send(
                    JsonOut.object("created", System.currentTimeMillis() / 1000, "output_format", "png", "data", data));
        }
    }

    private static ImageRequest request(Fields fields, ImageRequest usual) {
        String prompt = fields.text("prompt");
        if (prompt.isBlank()) {
            throw HttpError.invalid("prompt", "'prompt' must not be empty");
        }
        ImageRequest base = ImageRequest.of(prompt)
                .withNegative(fields.text("negative_prompt", ""))
                .withSteps(fields.integer("steps", 1, MOST_STEPS)
                        .orElse(fields.integer("num_inference_steps", 1, MOST_STEPS)
                                .orElse(usual.steps())))
                .withGuidance(fields.number("guidance_scale", 0, 100).orElse(usual.guidance()))
                .withSeed(fields.whole("seed").orElse(System.nanoTime()))
                .withScheduler(fields.textOrNull("scheduler"))
                .withClipSkip(fields.integer("clip_skip", 0, MOST_SKIPPED).orElse(0));
        String size = fields.text("size", "auto");
        if (size.equals("auto")) {
            return base;
        }
        if (!size.matches("[1-9]\\d{0,3}x[1-9]\\d{0,3}")) {
            throw HttpError.invalid(
                    "size", "'size' must be 'auto', or width and height as 512x512, not '%s'".formatted(size));
        }
        int width = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int height = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        if (width > MOST_SIDE || height > MOST_SIDE) {
            throw HttpError.invalid(
                    "size", "'size' must be at most %d pixels a side, not '%s'".formatted(MOST_SIDE, size));
        }
        return base.withSize(width, height);
    }

    private static void checkSize(Lease lease, LoadedModel.@Nullable Decoder decoder, ImageRequest request) {
        int asked = Math.max(request.width(), request.height());
        if (asked == 0) {
            return;
        }
        int usual;
        if (lease.model() instanceof ServedModel.Pictures(ImagePipeline pipeline)) {
            usual = pipeline.usualSide();
        } else if (decoder != null) {
            usual = new MediaGenerator(decoder, request, (_, _, _) -> {}).usualSide();
        } else {
            return;
        }
        if (asked > MOST_TIMES * usual) {
            throw HttpError.invalid(
                    "size",
                    "'size' is %dx%d, but the model '%s' draws %dx%d; ask for at most %d pixels a side, or leave it out"
                            .formatted(
                                    request.width(), request.height(), lease.name(), usual, usual, MOST_TIMES * usual));
        }
    }

    private static Image drawn(Lease lease, LoadedModel.@Nullable Decoder decoder, ImageRequest request) {
        ImagePipeline.Listener watch = (_, _, _) -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the client has gone");
            }
        };
        if (lease.model() instanceof ServedModel.Pictures(ImagePipeline pipeline)) {
            if (pipeline.cuts(request.prompt())) {
                throw HttpError.invalid(
                        "prompt", "context_length_exceeded", "'prompt' is longer than the model reads; shorten it");
            }
            return pipeline.draw(request, watch);
        }
        if (decoder == null) {
            throw new IllegalStateException("a model that draws is a pipeline or a decoder");
        }
        return new MediaGenerator(decoder, request, watch).draw(request.prompt());
    }
}
