package org.menura.serve.work;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.image.ImageFiles;
import org.menura.generate.MediaGenerator;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;
import org.menura.serve.model.Lease;

/** An answer of a model that draws: texts, and pictures where the model says its signal tokens. */
final class DrawnAnswer {
    /** A text or a picture; neither is the end. */
    private record Part(@Nullable String text, byte @Nullable [] png) {}

    private static final Part END = new Part(null, null);

    private final Exchange exchange;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private volatile Generator.@Nullable Result result;
    private volatile @Nullable Exception failure;

    private DrawnAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Returns whether a request to a model is answered so: one that draws, and is asked for no more than an answer. */
    static boolean fits(LoadedModel.Decoder bundle, ChatRequest request) {
        return bundle.drawing() != null
                && request.options().choices() == 1
                && request.options().logProbs() < 0
                && !request.options().session().isAny()
                && request.options().form() instanceof Form.Free
                && request.choice() instanceof ToolChoice.None;
    }

    static DrawnAnswer start(
            Services services,
            Exchange exchange,
            Lease lease,
            LoadedModel.Decoder bundle,
            Prompt prompt,
            ChatRequest request) {
        DrawnAnswer answer = new DrawnAnswer(exchange);
        ImagePipeline.Listener watch = (_, _, _) -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the client has gone");
            }
        };
        ImageRequest usual = MediaGenerator.usual(bundle)
                .withSeed(request.options().sampling().seed());
        MediaGenerator media = new MediaGenerator(bundle, usual, watch);
        Generator.Options how = TextRun.generation(TextRun.language(lease), request.options());
        Thread.ofVirtual().start(() -> {
            try {
                answer.result = services.background().run(exchange, () -> {
                    Session session = TextRun.language(lease).newSession();
                    return media.generate(
                                    session,
                                    prompt,
                                    new Sampler(request.options().sampling()),
                                    how,
                                    answer::hear)
                            .result();
                });
            } catch (Exception e) {
                answer.failure = e;
            } finally {
                answer.parts.add(END);
            }
        });
        return answer;
    }

    private void hear(Content content) {
        switch (content) {
            case Content.Text(String text) -> parts.add(new Part(text, null));
            case Content.Image(var image) -> parts.add(new Part(null, ImageFiles.png(image)));
            default -> {}
        }
    }

    /** Hears of texts and pictures. */
    interface Listener {
        /** Hears of a text, or of a picture. */
        void accept(String text, byte @Nullable [] picture);
    }

    /** Takes all parts until the end. */
    void forEach(@Nullable EventStream stream, Listener listener) {
        try {
            while (true) {
                Part part = parts.poll(exchange.ping().toNanos(), TimeUnit.NANOSECONDS);
                if (part == null) {
                    if (stream != null) {
                        stream.ping();
                    }
                    continue;
                }
                if (part.text == null && part.png == null) {
                    break;
                }
                listener.accept(part.text == null ? "" : part.text, part.png);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        Exception failed = failure;
        if (failed != null) {
            throw failed instanceof CancellationException gone ? gone : Errors.of(failed);
        }
    }

    /** Returns the result, after the end. */
    Generator.Result result() {
        Generator.Result done = result;
        if (done == null) {
            throw HttpError.failure("the answer has no result");
        }
        return done;
    }
}
