package org.menura.chat.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** Calls of filters that a template was given. */
final class GivenFilters {
    private GivenFilters() {}

    static Object apply(TextFilter filter, String name, Rendering rendering, Object input, Arguments arguments) {
        Undefined.check(input);
        String text = Text.of(input);
        if (text == null) {
            throw new TemplateException(
                    "The filter '" + name + "' needs text, not a value of type " + Values.typeName(input));
        }
        arguments.positional().forEach(Undefined::check);
        Map<String, Object> named = new LinkedHashMap<>(arguments.keywords());
        named.values().forEach(Undefined::check);
        rendering.budget().read(text.length());
        try {
            return rendering.budget().made(filter.apply(text, arguments.positional(), named));
        } catch (TemplateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TemplateException("The filter '" + name + "' fails: " + e.getMessage());
        }
    }
}
