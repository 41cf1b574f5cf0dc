package org.menura.data.html;

import java.util.Locale;
import java.util.regex.Pattern;

/** What short paragraphs say that belong to the page and not to its text: calls to share, follow, subscribe or read on. */
final class Phrases {
    /** The length of the longest such paragraph. */
    static final int MOST = 160;

    private static final Pattern BEGINS = Pattern.compile("(?:"
            // English
            + "share (?:this|on|via|the)|follow us|follow @|like us on|read (?:more|also|next|the full)|also read|see also|"
            + "more (?:on|about|from) this|related(?: articles?| stories| posts?| topics?| content| news)?[: ]*$|"
            + "you (?:may|might) (?:also|like)|recommended|sign up (?:for|to)|subscribe (?:now|to|for)|join our|"
            + "advertisement|sponsored|click here|leave a (?:comment|reply)|comments? (?:are closed|off)|posted (?:in|on|by)|"
            + "filed under|tags?: |tagged |copyright|©|all rights reserved|photo(?:graph)?s?(?: by|: | credit)|image(?: credit|: )|"
            + "picture(?: credit|: )|source: |by using this|this (?:site|website) uses|terms of (?:use|service)|privacy policy|"
            + "print this|download (?:as|the) pdf|back to (?:top|the)|previous (?:article|post)|next (?:article|post)|"
            + "about the author|written by|for the latest (?:news|stories)|contact us at|release date:|this article is the copyright|"
            + "written permission|get the app|support (?:us|our)|donate|loading|skip to|"
            // German
            + "teilen|artikel teilen|diese[rn]? (?:artikel|beitrag|seite) teilen|lesen sie (?:auch|hier|mehr)|lesen sie dazu|"
            + "mehr zum thema|mehr (?:lesen|dazu|infos|informationen)|weiterlesen|weitere (?:artikel|informationen|infos|themen|"
            + "beiträge|meldungen)|auch interessant|ähnliche (?:artikel|beiträge)|das könnte (?:sie|dich|ihnen)|schon gelesen|"
            + "zum newsletter|newsletter (?:abonnieren|anmelden)|anzeige|werbung|foto: |bild: |fotos: |quelle: |zurück (?:zu|nach)|zum weiterlesen|mehr (?:themen|infos|zu)|noch mehr|weitere aktuelle|aktualisiert am|stand: |autor(?:in)?: |von: |kontakt: *$|"
            + "kommentare? (?:schreiben|verfassen|hinterlassen)|kommentieren|keine kommentare|schlagw|stichw|kategorie|"
            + "nach oben|drucken|seite drucken|dieser (?:artikel|beitrag|eintrag) (?:wurde|ist)|veröffentlicht (?:am|in|unter|von)|"
            + "alle rechte|über den autor|über die autorin|titelbild|"
            // French, Spanish, Italian, Polish, Portuguese
            + "partager|lire (?:aussi|la suite)|à lire (?:aussi|également)|voir aussi|crédits? photos?|publié le|"
            + "lea también|le puede interesar|te puede interesar|vea también|ver también|lee también|compart[ie]|síguenos|"
            + "suscríb|foto: |leggi anche|condividi|czytaj (?:też|także|więcej)|zobacz (?:też|także)|przeczytaj (?:też|także)|"
            + "udostępnij|źródło: |opublikowano|więcej|leia (?:mais|também)|compartilh|(?:nos )?siga|¡?mira lo que|únete"
            + ").*");

    private Phrases() {}

    /** Returns whether a paragraph is of this kind. */
    static boolean isAboutThePage(String paragraph) {
        if (paragraph.length() > MOST) {
            return false;
        }
        String text = paragraph.toLowerCase(Locale.ROOT).strip();
        int from = 0;
        while (from < text.length() && !Character.isLetterOrDigit(text.charAt(from)) && text.charAt(from) != '©') {
            from++;
        }
        return BEGINS.matcher(text.substring(from)).matches();
    }
}
