package org.menura.springai;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.generate.AnswerRequest;
import org.menura.generate.AnswerStream;
import org.menura.generate.LanguageModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A chat model in this process:
 *
 * <pre>{@code
 * LanguageModel model = Menura.load(Path.of("Qwen3-0.6B-Q8_0.gguf"));
 * ChatClient chat = ChatClient.create(MenuraChatModel.builder().model(model).build());
 * String answer = chat.prompt("What is the capital of Germany?").call().content();
 * }</pre>
 *
 * <p>Tool calls and structured outputs keep to their schemas whatever the model's weights say, as its sampling is constrained
 * to them. Tools are run by Spring AI's advisors. Thread-safe: requests of many threads share passes.
 */
public final class MenuraChatModel implements ChatModel {
    private static final ChatModelObservationConvention USUAL = new DefaultChatModelObservationConvention();
    /** Runs streams, which wait for tokens. */
    private static final Scheduler THREADS =
            Schedulers.fromExecutorService(Executors.newVirtualThreadPerTaskExecutor(), "menura");

    private final LanguageModel model;
    private final String name;
    private final MenuraChatOptions options;
    private final ObservationRegistry observations;
    private final ChatModelObservationConvention convention;

    private MenuraChatModel(Builder builder) {
        if (builder.model == null) {
            throw new IllegalArgumentException("a chat model needs a model: call model(Menura.load(...))");
        }
        this.model = builder.model;
        this.name = builder.name == null ? Requests.name(builder.model) : builder.name;
        String known = builder.options.getModel();
        this.options =
                builder.options.mutate().model(known == null ? name : known).build();
        this.observations = builder.observations;
        this.convention = builder.convention;
    }

    /** A request whose options are those of the model and of the prompt. */
    private record Asked(Prompt prompt, AnswerRequest request, String name) {}

    private Asked asked(Prompt prompt) {
        MenuraChatOptions all = options.overriddenBy(prompt.getOptions());
        String asked = all.getModel();
        return new Asked(
                prompt.mutate().chatOptions(all).build(),
                Requests.of(prompt, all, model, name),
                asked == null ? name : asked);
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        Asked asked = asked(prompt);
        ChatModelObservationContext context = context(asked, false);
        ChatResponse response = observation(context).observe(() -> {
            ChatResponse answered = Responses.of(model.answer(asked.request), Responses.newId(), asked.name);
            context.setResponse(answered);
            return answered;
        });
        if (response == null) {
            throw new IllegalStateException("the observation lost the answer");
        }
        return response;
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.deferContextual(view -> {
            Asked asked = asked(prompt);
            ChatModelObservationContext context = context(asked, true);
            Observation observation = observation(context);
            observation.parentObservation(view.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
            observation.start();
            String id = Responses.newId();
            Flux<ChatResponse> pieces = Flux.generate(
                            () -> model.stream(asked.request),
                            (AnswerStream stream, SynchronousSink<ChatResponse> to) -> next(stream, to, id, asked.name),
                            AnswerStream::close)
                    .subscribeOn(THREADS)
                    .doOnError(observation::error)
                    .doFinally(_ -> observation.stop())
                    .contextWrite(c -> c.put(ObservationThreadLocalAccessor.KEY, observation));
            return new MessageAggregator().aggregate(pieces, context::setResponse);
        });
    }

    /** Waits for the next piece that says something. */
    private static AnswerStream next(AnswerStream stream, SynchronousSink<ChatResponse> to, String id, String name) {
        try {
            ChatResponse piece = null;
            while (piece == null) {
                AnswerEvent event = stream.next();
                if (event == null) {
                    to.next(Responses.last(stream.answer(), id, name));
                    to.complete();
                    return stream;
                }
                piece = switch (event) {
                    case AnswerEvent.Text(String text) -> Responses.text(text, id, name);
                    case AnswerEvent.Reasoning(String text) -> Responses.thought(text, id, name);
                    default -> null; // calls come whole, with the last piece
                };
            }
            to.next(piece);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            to.error(e);
        }
        return stream;
    }

    private ChatModelObservationContext context(Asked asked, boolean streaming) {
        return ChatModelObservationContext.builder()
                .prompt(asked.prompt)
                .provider(Requests.PROVIDER)
                .streaming(streaming)
                .build();
    }

    private Observation observation(ChatModelObservationContext context) {
        return ChatModelObservationDocumentation.CHAT_MODEL_OPERATION.observation(
                convention, USUAL, () -> context, observations);
    }

    /** Returns the options of requests that say nothing else. */
    @Override
    public MenuraChatOptions getOptions() {
        return options;
    }

    /** Creates a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of a chat model, which needs a model. */
    public static final class Builder {
        private @Nullable LanguageModel model;
        private @Nullable String name;
        private MenuraChatOptions options = MenuraChatOptions.builder().build();
        private ObservationRegistry observations = ObservationRegistry.NOOP;
        private ChatModelObservationConvention convention = USUAL;

        private Builder() {}

        /** Sets the model, which stays the caller's to close. */
        public Builder model(LanguageModel value) {
            model = value;
            return this;
        }

        /** Sets the name of the model, instead of that of its folder or file. */
        public Builder name(String value) {
            name = value;
            return this;
        }

        /** Sets the options of requests that say nothing else. */
        public Builder options(MenuraChatOptions value) {
            options = value;
            return this;
        }

        /** Sets where requests are observed. */
        public Builder observationRegistry(ObservationRegistry value) {
            observations = value;
            return this;
        }

        /** Sets the names of observations. */
        public Builder observationConvention(ChatModelObservationConvention value) {
            convention = value;
            return this;
        }

        /**
         * Creates the chat model.
         *
         * @throws IllegalArgumentException if no model was set
         */
        public MenuraChatModel build() {
            return new MenuraChatModel(this);
        }
    }
}
