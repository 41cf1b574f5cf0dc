package org.menura.chat.template;

/** A string marked as safe HTML; what is joined to it is escaped, as markupsafe does. */
record Markup(String text) {
    /** {@code value} as HTML: as it stands if it is markup, else its text escaped. */
    static String escape(Object value, Budget budget) {
        if (value instanceof Markup markup) {
            return markup.text();
        }
        String text = Repr.str(value, budget);
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append("&#39;");
                case '"' -> out.append("&#34;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
