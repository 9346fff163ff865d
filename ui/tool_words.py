"""The words for what the tools say, in the languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ui.export_words import LANGUAGES, base_language

_ROWS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        # the tools, as they stand on a chip
        "chip_policy": ("Policy {n}", "Politique {n}", "Política {n}", "政策 {n}"),
        "chip_risk": ("Risk grade {n}", "Risque, degré {n}", "Riesgo, grado {n}", "风险{n}级"),
        "chip_sdg": ("SDG {what}", "ODD {what}", "ODS {what}", "可持续发展目标 {what}"),
        "chip_hazards": ("Hazard: {what}", "Aléa : {what}", "Amenaza: {what}", "灾害：{what}"),
        "chip_hazard_words": (
            "Hazards named: {what}",
            "Aléas nommés : {what}",
            "Amenazas nombradas: {what}",
            "提及的灾害：{what}",
        ),
        "chip_species": (
            "Species and nature: {what}",
            "Espèces et nature : {what}",
            "Especies y naturaleza: {what}",
            "物种与自然：{what}",
        ),
        "chip_outlook": ("Outlook: {what}", "Perspective : {what}", "Perspectiva: {what}", "前景：{what}"),
        # the head of an explanation
        "policy": (
            "Policy score, {n} of 100",
            "Note de politique, {n} sur 100",
            "Puntuación de política, {n} de 100",
            "政策评分：{n}分（满分100）",
        ),
        "risk": (
            "Risk grade {n} of 4: {what}",
            "Degré de risque {n} sur 4 : {what}",
            "Grado de riesgo {n} de 4: {what}",
            "风险等级{n}（最高4）：{what}",
        ),
        "sdg": (
            "Sustainable Development Goals: {what}",
            "Objectifs de développement durable : {what}",
            "Objetivos de Desarrollo Sostenible: {what}",
            "可持续发展目标：{what}",
        ),
        "hazards": (
            "Climate hazards: {what}",
            "Aléas climatiques : {what}",
            "Amenazas climáticas: {what}",
            "气候灾害：{what}",
        ),
        "hazard_words": (
            "Words that name climate hazards: {what}",
            "Mots qui nomment des aléas climatiques : {what}",
            "Palabras que nombran amenazas climáticas: {what}",
            "提及气候灾害的词语：{what}",
        ),
        "species": (
            "Words that name species and nature: {what}",
            "Mots qui nomment des espèces et la nature : {what}",
            "Palabras que nombran especies y naturaleza: {what}",
            "提及物种与自然的词语：{what}",
        ),
        "outlook": ("Outlook: {what}", "Perspective : {what}", "Perspectiva: {what}", "前景：{what}"),
        # an explanation
        "pair": ("{name}: {label}", "{name} : {label}", "{name}: {label}", "{name}：{label}"),
        "sure": (
            "“{what}”: {n} % sure",
            "« {what} » : sûr à {n} %",
            "«{what}»: seguridad del {n} %",
            "“{what}”：把握{n}%",
        ),
        "bottleneck": (
            "Costs most: {what}",
            "Coûte le plus : {what}",
            "Lo que más resta: {what}",
            "失分最多：{what}",
        ),
        "points": ("{n} of {most}", "{n} sur {most}", "{n} de {most}", "{n}/{most}"),
        "weighed": (
            "The words that weighed most",
            "Les mots qui ont le plus pesé",
            "Las palabras que más pesaron",
            "权重最大的词",
        ),
        "mend": (
            "Not right? Correct it",
            "Inexact ? Corriger",
            "¿No es así? Corregir",
            "不对？请更正",
        ),
        "found": (
            "The words that were found",
            "Les mots trouvés",
            "Las palabras halladas",
            "找到的词语",
        ),
        "card": ("Model card", "Fiche du modèle", "Ficha del modelo", "模型卡"),
        "opinion": (
            "A model read this in the sentence; it is no evidence.",
            "Un modèle lit cela dans la phrase ; ce n’est pas une preuve.",
            "Un modelo lee esto en la frase; no es una prueba.",
            "此为模型对该句的判读，并非证据。",
        ),
        # one line for an option, in an export
        "line_policy": (
            "policy score {n}",
            "note de politique {n}",
            "puntuación de política {n}",
            "政策评分{n}",
        ),
        "line_lacks": (
            "{line} (costs most: {what})",
            "{line} (coûte le plus : {what})",
            "{line} (lo que más resta: {what})",
            "{line}（失分最多：{what}）",
        ),
        "line_risk": ("risk grade {n}", "degré de risque {n}", "grado de riesgo {n}", "风险{n}级"),
        "line_hazards": ("hazards: {what}", "aléas : {what}", "amenazas: {what}", "灾害：{what}"),
        "line_hazard_words": (
            "hazards named: {what}",
            "aléas nommés : {what}",
            "amenazas nombradas: {what}",
            "提及的灾害：{what}",
        ),
        "line_species": (
            "species and nature: {what}",
            "espèces et nature : {what}",
            "especies y naturaleza: {what}",
            "物种与自然：{what}",
        ),
        "line_outlook": ("outlook: {what}", "perspective : {what}", "perspectiva: {what}", "前景：{what}"),
        # parts
        "specificity": ("specificity", "précision", "precisión", "具体性"),
        "commitment": ("commitment", "engagement", "compromiso", "承诺"),
        "instrument": ("instrument", "instrument", "instrumento", "政策工具"),
        "quantified": ("quantified", "chiffré", "cuantificado", "量化"),
        "timeline": ("timeline", "échéance", "plazo", "时限"),
        "evidence": ("evidence of effect", "effet constaté", "efecto observado", "成效证据"),
        "hazard": ("hazard", "aléa", "amenaza", "灾害"),
        "impact": ("amount", "montant", "cantidad", "数额"),
        "confidence": ("stated confidence", "confiance énoncée", "confianza declarada", "所述信度"),
        "grade": ("grade {n}", "degré {n}", "grado {n}", "{n}级"),
        # labels
        "is_target": ("target", "objectif", "meta", "目标"),
        "is_measure": ("measure", "mesure", "medida", "措施"),
        "is_aspiration": ("aspiration", "souhait", "aspiración", "愿望"),
        "is_none": ("none", "aucun", "ninguno", "无"),
        "is_incentive": ("incentive", "incitation", "incentivo", "激励"),
        "is_regulation": ("regulation", "réglementation", "regulación", "法规"),
        "is_information": ("information", "information", "información", "信息"),
        "is_investment": ("investment", "investissement", "inversión", "投资"),
        "is_planning": ("planning", "planification", "planificación", "规划"),
        "is_hurricane": ("hurricane", "ouragan", "huracán", "飓风"),
        "is_flood": ("flood", "inondation", "inundación", "洪水"),
        "is_warming": ("warming", "réchauffement", "calentamiento", "变暖"),
        "is_sea_level_rise": ("sea-level rise", "montée des mers", "subida del mar", "海平面上升"),
        "is_landslide": ("landslide", "glissement de terrain", "deslizamiento", "滑坡"),
        "is_pollution": ("pollution", "pollution", "contaminación", "污染"),
        "is_biodiversity_loss": (
            "biodiversity loss",
            "perte de biodiversité",
            "pérdida de biodiversidad",
            "生物多样性丧失",
        ),
        "is_drought": ("drought", "sécheresse", "sequía", "干旱"),
        "is_heat": ("heat", "chaleur", "calor", "高温"),
        "is_wildfire": ("wildfire", "feu de forêt", "incendio forestal", "野火"),
        "is_storm": ("storm", "tempête", "tormenta", "风暴"),
        "is_cold": ("cold", "froid", "frío", "寒冷"),
        "is_quantified": ("quantified", "chiffré", "cuantificado", "量化"),
        "is_timeline": ("timeline", "échéance", "plazo", "时限"),
        "is_evidence": ("evidence", "effet constaté", "efecto observado", "成效证据"),
        "is_quantitative": ("quantitative", "quantitatif", "cuantitativo", "定量"),
        "is_qualitative": ("qualitative", "qualitatif", "cualitativo", "定性"),
        "is_irrelevant": ("irrelevant", "sans rapport", "irrelevante", "无关"),
        "is_disincentive": ("disincentive", "dissuasion", "desincentivo", "抑制"),
        "is_supported": ("supported", "appuyé", "respaldado", "支持"),
        "is_partial": ("partial", "en partie", "en parte", "部分支持"),
        "is_not_supported": ("not supported", "non appuyé", "no respaldado", "不支持"),
        "is_contradicted": ("contradicted", "contredit", "contradicho", "矛盾"),
        "is_no": ("no", "non", "no", "否"),
        "is_answers": ("answers", "répond", "responde", "回答"),
        "is_risk": ("risk", "risque", "riesgo", "风险"),
        "is_neutral": ("neutral", "neutre", "neutral", "中性"),
        "is_opportunity": ("opportunity", "opportunité", "oportunidad", "机遇"),
        "is_organism": ("living being", "être vivant", "ser vivo", "生物"),
        "is_habitat": ("habitat", "habitat", "hábitat", "栖息地"),
        "is_environment": ("surroundings", "milieu", "entorno", "环境"),
        "is_phenomenon": ("process", "processus", "proceso", "过程"),
        "is_grade_0": ("no harm", "aucun dommage", "sin daño", "无危害"),
        "is_grade_1": ("minor", "mineur", "leve", "轻微"),
        "is_grade_2": ("moderate", "modéré", "moderado", "中等"),
        "is_grade_3": ("severe", "grave", "grave", "严重"),
        "is_grade_4": ("catastrophic", "catastrophique", "catastrófico", "灾难性"),
    }
)


def tool_words(tag: str) -> Mapping[str, str]:
    """Return the words for a language tag; English where the language has none of its own."""
    language = base_language(tag)
    column = LANGUAGES.index(language) if language in LANGUAGES else 0
    return MappingProxyType({key: row[column] for key, row in _ROWS.items()})
