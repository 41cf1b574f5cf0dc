package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.chat.tool.CallFormat;
import org.menura.chat.tool.CallPart;
import org.menura.chat.tool.ToolDefinition;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.generate.constrain.regex.Dialect;
import org.menura.generate.constrain.regex.Regex;
import org.menura.generate.constrain.regex.TextEncoding;

/** Calls of some tools in a family's form. */
final class CallGrammar {
    private static final String ID = "[a-zA-Z0-9]{9}";
    private static final String NUMBER = "0|[1-9][0-9]{0,2}";

    private final Delimiters delimiters;
    private final GrammarContext context;
    private final List<ToolDefinition> tools;
    private final SchemaOptions options;

    CallGrammar(Delimiters delimiters, List<ToolDefinition> tools, SchemaOptions options) {
        this.delimiters = delimiters;
        this.context = delimiters.context();
        this.tools = tools;
        this.options = options;
    }

    /** Returns as many calls; where the family's answers have one call at most, one. */
    Node calls(CallFormat form, CallCount count) {
        List<Node> each = new ArrayList<>();
        for (ToolDefinition tool : tools) {
            each.add(call(form, tool));
        }
        Node one = context.choice(each);
        Node more = count.most() > 1 && !form.has(CallFormat.Trait.SINGLE)
                ? context.repeat(
                        context.sequence(delimiters.literal(form.separator()), one),
                        count.leastFurther(),
                        count.mostFurther())
                : context.empty();
        return context.sequence(delimiters.literal(form.begin()), one, more, delimiters.literal(form.end()));
    }

    private Node call(CallFormat form, ToolDefinition tool) {
        ArgumentGrammar arguments = new ArgumentGrammar(delimiters, tool, options);
        List<Node> parts = new ArrayList<>();
        for (CallPart part : form.call()) {
            parts.add(
                    switch (part) {
                        case CallPart.Literal(String text) -> delimiters.literal(text);
                        case CallPart.Lenient(String text) -> delimiters.literal(text);
                        case CallPart.Name _ -> context.literal(tool.name());
                        case CallPart.FixedName _ -> context.empty();
                        case CallPart.Id _ -> matching(ID);
                        case CallPart.Number _ -> matching(NUMBER);
                        case CallPart.NumberedName(String prefix, String separator) ->
                            context.sequence(context.literal(prefix + tool.name() + separator), matching(NUMBER));
                        case CallPart.Arguments(var of) -> arguments.of(of);
                        case CallPart.CallObject object -> object(object, tool, arguments.json());
                        case CallPart.NameToArguments _ ->
                            context.sequence(
                                    context.literal("{" + quoted(tool.name()) + ": "),
                                    arguments.json(),
                                    context.literal("}"));
                    });
        }
        return context.sequence(parts);
    }

    private Node object(CallPart.CallObject form, ToolDefinition tool, Node arguments) {
        Node first = context.literal("{");
        Node last = context.literal("}");
        if (form.idFirst()) {
            first = context.sequence(
                    context.literal("{" + quoted(form.id()) + ": \""), matching(NUMBER), context.literal("\", "));
        } else if (!form.id().isEmpty()) {
            last = context.sequence(
                    context.literal(", " + quoted(form.id()) + ": \""), matching(ID), context.literal("\"}"));
        }
        String name = quoted(form.name()) + ": " + quoted(tool.name()) + ", " + quoted(form.arguments()) + ": ";
        return context.sequence(first, context.literal(name), arguments, last);
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private Node matching(String pattern) {
        return context.terminal(Regex.whole(context.rx(), pattern, Dialect.ECMA, TextEncoding.UTF_8));
    }
}
