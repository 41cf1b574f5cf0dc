package org.menura.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Role;
import org.menura.chat.template.TemplateException;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/** Builds the prompts and requests of a task's documents, one after another: the choice of examples has a state. */
final class PromptBuilder {
    private final EvalTask task;
    private final TaskConfig config;
    private final DocumentFields fields;
    private final PromptSettings settings;
    private final int shots;
    private final @Nullable ExampleSampler sampler;
    private final boolean severalInputs;
    private final boolean unconditional;

    /**
     * Creates a builder.
     *
     * @param unconditional whether log-likelihoods of the choices alone are asked for as well
     */
    PromptBuilder(EvalTask task, PromptSettings settings, boolean unconditional) {
        this.task = task;
        this.config = task.config();
        this.fields = task.fields();
        this.settings = settings;
        this.shots = task.shots(settings.shots());
        this.unconditional = unconditional;
        if (shots > 0 && config.python() != null) {
            throw new FormatException(
                    "task %s is a Python class, which lm-evaluation-harness asks without examples alone: leave out"
                                    .formatted(task.name())
                            + " --num-fewshot");
        }
        this.sampler = shots == 0
                ? null
                : ExampleSampler.of(
                        task.name(),
                        config.hasExampleField("sampler") ? config.exampleField("sampler", "") : "default",
                        task.examples(),
                        settings.seed());
        this.severalInputs = hasSeveralInputs(task);
    }

    /** Returns whether the text of a document is the index of its input, so that choices are inputs. */
    static boolean hasSeveralInputs(EvalTask task) {
        Map<String, @Nullable Object> first = task.documents().rows().getFirst();
        return task.config().get("doc_to_choice") != null
                && !(task.fields().text(task.config().get("doc_to_text"), first) instanceof String);
    }

    /** Builds the requests of a document. */
    List<TaskRequest> requests(int number, Map<String, @Nullable Object> document) {
        try {
            return build(number, document);
        } catch (FormatException e) {
            if (!(e.getCause() instanceof TemplateException)) {
                throw e;
            }
            throw new FormatException("task %s, document %d: %s".formatted(task.name(), number, e.getMessage()), e);
        }
    }

    private List<TaskRequest> build(int number, Map<String, @Nullable Object> document) {
        String prefix = fields.prefix(config.get("gen_prefix"), document);
        List<String> contexts = contexts(document, prefix);
        TaskFunction.OfTask python = config.python();
        if (python != null) {
            return asked(python, number, contexts.getFirst());
        }
        return switch (config.outputType()) {
            case LOGLIKELIHOOD -> List.of(continuation(number, 0, contexts.getFirst(), target(document)));
            case LOGLIKELIHOOD_ROLLING ->
                List.of(new TaskRequest(number, 0, TaskRequest.Kind.ROLLING, target(document), null, null));
            case GENERATE_UNTIL ->
                List.of(new TaskRequest(
                        number, 0, TaskRequest.Kind.GENERATION, contexts.getFirst(), null, generation()));
            case MULTIPLE_CHOICE -> choices(number, document, contexts);
        };
    }

    private List<TaskRequest> asked(TaskFunction.OfTask python, int number, String context) {
        List<TaskRequest> requests = new ArrayList<>();
        for (TaskFunction.Asked asked : python.asked(generation())) {
            requests.add(
                    asked.continuation() == null
                            ? new TaskRequest(number, 0, TaskRequest.Kind.GENERATION, context, null, asked.generation())
                            : continuation(number, 0, context, asked.continuation()));
        }
        return requests;
    }

    private Map<String, @Nullable Object> generation() {
        Map<String, @Nullable Object> arguments = config.generationArguments();
        settings.generation().forEach(arguments::put);
        return arguments;
    }

    private List<TaskRequest> choices(int number, Map<String, @Nullable Object> document, List<String> contexts) {
        List<TaskRequest> requests = new ArrayList<>();
        List<@Nullable Object> choices = fields.choices(config.get("doc_to_choice"), document);
        String delimiter = delimiter();
        if (severalInputs) {
            String target = delimiter + Python.str(fields.target(config.get("doc_to_target"), document));
            contexts.forEach(context -> requests.add(continuation(number, requests.size(), context, target)));
        } else {
            for (Object choice : choices) {
                requests.add(
                        continuation(number, requests.size(), contexts.getFirst(), delimiter + Python.str(choice)));
            }
        }
        if (unconditional) {
            for (Object choice : choices) {
                requests.add(continuation(number, requests.size(), "", delimiter + Python.str(choice)));
            }
        }
        return requests;
    }

    private String delimiter() {
        if (settings.chat() == null) {
            return config.targetDelimiter();
        }
        // A template ends with what introduces the answer, unless a beginning of it stands there.
        return config.get("gen_prefix") instanceof String prefix
                        && !prefix.isEmpty()
                        && !PythonText.isSpace(prefix.codePointBefore(prefix.length()))
                ? config.targetDelimiter()
                : "";
    }

    private static TaskRequest continuation(int number, int index, String context, String continuation) {
        return new TaskRequest(number, index, TaskRequest.Kind.LOGLIKELIHOOD, context, continuation, null);
    }

    private String target(Map<String, @Nullable Object> document) {
        Object target = fields.target(config.get("doc_to_target"), document);
        if (target instanceof String text) {
            return text;
        }
        throw new FormatException("task %s: doc_to_target gives %s for a document instead of a text"
                .formatted(task.name(), Python.repr(target)));
    }

    private List<String> contexts(Map<String, @Nullable Object> document, @Nullable String prefix) {
        List<Turn> turns = new ArrayList<>();
        String description = fields.resolve("description", config.get("description"), document);
        String system = Turn.join(settings.system(), description, config.exampleDelimiter());
        if (!system.isEmpty()) {
            turns.add(new Turn(Role.SYSTEM, system, ""));
        }
        if (sampler != null) {
            for (Map<String, @Nullable Object> example : sampler.sample(shots, task.sharesSplit() ? document : null)) {
                turns.addAll(example(example));
            }
        }
        Object text = fields.text(config.get("doc_to_text"), document);
        if (!severalInputs) {
            turns.addAll(Turn.ofQuestion(task.name(), text, null, null, prefix, config.targetDelimiter(), ""));
            return List.of(rendered(turns, prefix));
        }
        List<String> contexts = new ArrayList<>();
        for (Object input : fields.choices(config.get("doc_to_choice"), document)) {
            List<Turn> all = new ArrayList<>(turns);
            all.addAll(Turn.ofQuestion(task.name(), input, null, null, prefix, "", ""));
            contexts.add(rendered(all, prefix));
        }
        return contexts;
    }

    private List<Turn> example(Map<String, @Nullable Object> example) {
        Object question = fields.text(config.exampleFieldOrOwn("doc_to_text"), example);
        Object choiceField = config.exampleField("doc_to_choice", "doc_to_choice");
        List<@Nullable Object> choices = isGiven(choiceField) ? fields.choices(choiceField, example) : null;
        Object answer = fields.target(config.exampleFieldOrOwn("doc_to_target"), example);
        String prefix = fields.resolve("gen_prefix", config.exampleField("gen_prefix", "gen_prefix"), example);
        if (severalInputs) {
            question = Indices.get(choices == null ? List.of() : choices, question, task.name());
            choices = null;
        }
        return Turn.ofQuestion(
                task.name(),
                question,
                choices,
                answer,
                prefix,
                delimiter("target_delimiter", config.targetDelimiter()),
                delimiter("fewshot_delimiter", config.exampleDelimiter()));
    }

    private static boolean isGiven(@Nullable Object field) {
        return field != null && !field.equals("") && !(field instanceof List<?> list && list.isEmpty());
    }

    private String delimiter(String field, String own) {
        return config.hasExampleField(field) && config.exampleField(field, "") instanceof String text ? text : own;
    }

    private String rendered(List<Turn> turns, @Nullable String prefix) {
        PromptSettings.Chat chat = settings.chat();
        boolean open = prefix != null && !prefix.isEmpty();
        return chat == null ? Turn.text(turns) : chat.render(Turn.messages(turns, settings.multiturn()), !open);
    }
}
