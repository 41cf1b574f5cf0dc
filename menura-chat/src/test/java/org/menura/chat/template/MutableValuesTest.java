package org.menura.chat.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MutableValuesTest {
    private static String render(String template) {
        return ChatTemplate.parse(template)
                .render(Map.of("given", List.of(1, 2)), RenderOptions.defaults().withMutableValues())
                .text();
    }

    @Test
    void listsMayBeChangedWhereARenderingSaysSo() {
        assertEquals("[1, 2, 3]", render("{% set _ = given.append(3) %}{{ given }}"));
        assertEquals(
                "[0, 1, 2, 'a', 'b']",
                render(
                        "{% set l = given.copy() %}{% set _ = l.extend(['a', 'b']) %}{% set _ = l.insert(0, 0) %}{{ l }}"));
        assertEquals("1 [2]", render("{{ given.pop(0) }} {{ given }}"));
        assertEquals("{'a': 1, 'b': 2}", render("{% set d = {'a': 1} %}{% set _ = d.update({'b': 2}) %}{{ d }}"));
        assertThrows(
                TemplateException.class,
                () -> ChatTemplate.parse("{{ given.append(3) }}").render(Map.of("given", List.of(1))));
    }

    @Test
    void whatWouldNotEndIsRefused() {
        assertThrows(TemplateException.class, () -> render("{% set _ = given.append(given) %}{{ given }}"));
        assertThrows(
                TemplateException.class, () -> render("{% set l = [given] %}{% set _ = given.append({'a': l}) %}"));
        assertThrows(
                TemplateException.class, () -> render("{% for x in given %}{% set _ = given.append(x) %}{% endfor %}"));
        assertThrows(TemplateException.class, () -> render("{{ [].pop() }}"));
    }
}
