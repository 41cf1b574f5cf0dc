package org.menura.eval.trust.perturb;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.menura.format.python.PythonRandom;

/** Replaces letters by ones that lie beside them on a keyboard (HELM's {@code typos}). */
record Typos(double probability) implements Perturbation {
    /** The keys around each letter on a QWERTY keyboard, in the order in which HELM draws from them. */
    private static final Map<Character, String> NEAR = new HashMap<>();

    static {
        String[] keys =
                ("q:was w:qesad e:wsdfr r:edfgt t:rfghy y:tghju u:yhjki i:ujklo o:iklp p:ol a:qwsz s:weadzx d:erfcxs f:rtgvcd"
                                + " g:tyhbvf h:yujnbg j:uikmnh k:iolmj l:opk z:asx x:sdcz c:dfvx v:fgbc b:ghnv n:hjmb m:jkn")
                        .split(" ", -1);
        for (String key : keys) {
            NEAR.put(key.charAt(0), key.substring(2));
        }
    }

    @Override
    public String name() {
        return "typos=" + probability;
    }

    @Override
    public String apply(String text, PythonRandom random) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            String small = letter.toLowerCase(Locale.ROOT);
            String near = small.length() == 1 ? NEAR.get(small.charAt(0)) : null;
            if (near == null || random.random() >= probability) {
                out.append(letter);
                return;
            }
            String other = String.valueOf(near.charAt((int) random.randbelow(near.length())));
            out.append(small.equals(letter) ? other : other.toUpperCase(Locale.ROOT));
        });
        return out.toString();
    }
}
