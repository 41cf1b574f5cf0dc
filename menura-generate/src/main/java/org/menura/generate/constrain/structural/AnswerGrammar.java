package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.CallFormat;
import org.menura.chat.tool.FrameFormat;
import org.menura.chat.tool.ReasoningFormat;
import org.menura.chat.tool.TextFormat;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaOptions;

/** The grammar of answers in a family's form: reasoning, then text, a JSON value, calls of tools. */
final class AnswerGrammar {
    /** Keys whose first appearance in an object makes it a call to readers of calls that nothing sets off. */
    private static final List<String> MEMBERS = List.of("name", "function", "type", "arguments", "parameters", "id");

    private final AnswerFormat format;
    private final Delimiters delimiters;
    private final GrammarContext context;
    private final RxContext rx;
    private final List<ToolDefinition> tools;
    private final ToolChoice choice;
    private final CallCount count;
    private final @Nullable JsonNode schema;
    private final SchemaOptions options;
    private final List<String> triggers;

    AnswerGrammar(
            AnswerFormat format,
            Delimiters delimiters,
            List<ToolDefinition> tools,
            ToolChoice choice,
            CallCount count,
            @Nullable JsonNode schema,
            SchemaOptions options) {
        this.format = format;
        this.delimiters = delimiters;
        this.context = delimiters.context();
        this.rx = delimiters.rx();
        this.tools = choice instanceof ToolChoice.Named(String name)
                ? tools.stream().filter(t -> t.name().equals(name)).toList()
                : choice instanceof ToolChoice.None ? List.of() : tools;
        this.choice = choice;
        this.count = choice instanceof ToolChoice.Named ? CallCount.ONE : count;
        this.schema = schema;
        this.options = options;
        this.triggers = format.callTriggers();
    }

    /** Returns the answer, from what of it stands in the prompt on. */
    Node answer() {
        FrameFormat frames = format.frames();
        return frames == null ? context.sequence(reasoning(), saying()) : framed(frames);
    }

    private boolean mustCall() {
        return choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
    }

    /** Returns reasoning, where the model reasons: it may come, or be closed at once, or not come. */
    private Node reasoning() {
        ReasoningFormat form = format.reasoning();
        if (!form.exists()) {
            return context.empty();
        }
        String open = form.opens().getFirst();
        String close = form.closes().getFirst();
        Rx thoughts = rx.minus(delimiters.without(form.closes()), delimiters.beginningWith(triggers));
        if (form.has(ReasoningFormat.Trait.CALL_CLOSES)) {
            thoughts = rx.and(thoughts, delimiters.without(triggers));
        }
        String label = form.label().isEmpty() ? "" : form.label() + "\n";
        Node block =
                context.sequence(blank(), delimiters.literal(open + label), delimiters.until(thoughts, close), blank());
        Node closed = context.sequence(delimiters.literal(close), blank());
        return context.choice(block, closed, context.empty());
    }

    private Node blank() {
        return context.terminal(delimiters.space(0, 2));
    }

    private Node saying() {
        if (schema != null) {
            Node json = delimited(JsonSchema.of(schema).closed().compile(options, context));
            return tools.isEmpty() ? json : mustCall() ? calls() : context.choice(json, calls());
        }
        if (mustCall()) {
            return calls();
        }
        Rx said = text();
        Node text = context.terminal(said);
        if (!format.text().open().isEmpty()) {
            text = context.choice(
                    text,
                    delimited(context.terminal(rx.and(
                            said,
                            delimiters.without(List.of(format.text().close().strip()))))));
        }
        if (tools.isEmpty()) {
            return text;
        }
        CallFormat form = format.calls().getFirst();
        return form.has(CallFormat.Trait.AT_START) || form.has(CallFormat.Trait.BARE)
                ? context.choice(text, calls())
                : context.choice(text, context.sequence(before(text, said), calls()));
    }

    /** Returns text that calls may follow. */
    private Node before(Node text, Rx said) {
        Rx early = delimiters.endingWithPartOf(triggers);
        return early.isEmpty() ? text : context.terminal(rx.minus(said, early));
    }

    private Node delimited(Node text) {
        TextFormat form = format.text();
        if (form.open().isEmpty()) {
            return text;
        }
        return context.sequence(delimiters.literal(form.open()), text, delimiters.literal(form.close()));
    }

    private Node calls() {
        return new CallGrammar(delimiters, tools, options).calls(format.calls().getFirst(), count);
    }

    /** Returns text in which nothing reads as a call, or as reasoning. */
    private Rx text() {
        List<String> never = new ArrayList<>(triggers);
        ReasoningFormat form = format.reasoning();
        List<String> marks = new ArrayList<>(form.opens());
        marks.addAll(form.closes());
        if (form.has(ReasoningFormat.Trait.ANYWHERE)) {
            never.addAll(form.opens());
        }
        Rx text = rx.minus(rx.and(rx.anyText(), delimiters.without(never)), delimiters.beginningWith(marks));
        for (CallFormat call : format.calls()) {
            if (call.has(CallFormat.Trait.AT_START)) {
                text = rx.minus(
                        text, delimiters.beginningWith(List.of(call.begin().strip())));
            } else if (call.has(CallFormat.Trait.BARE)) {
                text = rx.minus(text, objects());
            }
        }
        return text;
    }

    /** Returns texts with an object that begins as calls do. */
    private Rx objects() {
        Rx space = delimiters.space(0, Rx.UNBOUNDED);
        Rx keys = rx.or(MEMBERS.stream().map(k -> rx.literal("\"" + k + "\"")).toList());
        return rx.concat(rx.anyBytes(), rx.literal("{"), space, keys, rx.anyBytes());
    }

    private Node framed(FrameFormat form) {
        String role = form.start() + "assistant";
        String end = form.ends().getFirst();
        Rx plain = delimiters.without(ends(form));
        Node reasoning = context.sequence(
                header(form, form.reasoning().getFirst(), ""), context.terminal(plain), delimiters.literal(end + role));
        Node head = context.sequence(delimiters.literal(role), context.repeat(reasoning, 0, Rx.UNBOUNDED));
        List<Node> bodies = new ArrayList<>();
        if (schema != null && !mustCall()) {
            String type = form.constraint().isEmpty() ? "" : " " + form.constraint() + "json";
            bodies.add(context.sequence(
                    header(form, form.text().getFirst(), type),
                    JsonSchema.of(schema).closed().compile(options, context)));
        } else if (!mustCall()) {
            bodies.add(context.sequence(header(form, form.text().getFirst(), ""), context.terminal(plain)));
        }
        List<Node> calls = new ArrayList<>();
        for (ToolDefinition tool : tools) {
            calls.add(call(form, tool));
        }
        if (!calls.isEmpty()) {
            Node one = context.choice(calls);
            Node next = context.sequence(delimiters.literal(end + role), one);
            bodies.add(context.sequence(one, context.repeat(next, count.leastFurther(), count.mostFurther())));
        }
        return context.sequence(head, context.choice(bodies));
    }

    private Node header(FrameFormat form, String channel, String type) {
        String mark = form.channel().isEmpty() ? " " + form.recipient() : form.channel();
        return delimiters.literal(mark + channel + type + form.body());
    }

    private Node call(FrameFormat form, ToolDefinition tool) {
        String recipient = " " + form.recipient() + form.functions() + tool.name();
        if (!form.nested().isEmpty()) {
            return context.sequence(
                    delimiters.literal(recipient + form.body()),
                    new CallGrammar(delimiters, List.of(tool), options)
                            .calls(form.nested().getFirst(), CallCount.ONE));
        }
        String type = form.channel() + "commentary " + form.constraint() + "json";
        return context.sequence(
                delimiters.literal(recipient + type + form.body()),
                new ArgumentGrammar(delimiters, tool, options).json());
    }

    private static List<String> ends(FrameFormat form) {
        List<String> out = new ArrayList<>(form.ends());
        out.add(form.start());
        out.add(form.body());
        return out;
    }
}
