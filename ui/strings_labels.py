"""What the page says where a person labels sentences, in the languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "label_heading": (
            "Label sentences of your library",
            "Étiqueter des phrases de votre bibliothèque",
            "Etiquetar frases de su biblioteca",
            "标注资料库中的句子",
        ),
        "label_how": (
            "The sentences that a tool model is least sure of come first, with its suggestion. Each "
            "answer is kept "
            "at once, with your name and the time, and can train the next version.",
            "Les phrases dont un modèle est le moins sûr viennent d’abord, avec sa suggestion. Chaque "
            "réponse est "
            "gardée aussitôt, avec votre nom et l’heure, et peut entraîner la version suivante.",
            "Primero vienen las frases de las que un modelo está menos seguro, con su sugerencia. Cada "
            "respuesta se "
            "guarda al momento, con su nombre y la hora, y puede entrenar la versión siguiente.",
            "模型最没有把握的句子排在最前，并附上它的建议。每个回答会立即连同您的姓名和时间保存，可用于训练下一个版本。",
        ),
        "label_task": ("What to label", "Quoi étiqueter", "Qué etiquetar", "标注任务"),
        "label_who": ("Your name", "Votre nom", "Su nombre", "您的姓名"),
        "label_begin": (
            "Show the least certain",
            "Montrer les moins sûres",
            "Mostrar las menos seguras",
            "显示最没把握的句子",
        ),
        "label_reads": (
            "Reads the library…",
            "Lit la bibliothèque…",
            "Lee la biblioteca…",
            "正在读取资料库…",
        ),
        "label_no_task": (
            "Choose first what to label.",
            "Choisissez d’abord quoi étiqueter.",
            "Elija primero qué etiquetar.",
            "请先选择标注任务。",
        ),
        "label_region": (
            "Sentence to label",
            "Phrase à étiqueter",
            "Frase que etiquetar",
            "待标注的句子",
        ),
        "label_count": (
            "Sentence {n} of {total}",
            "Phrase {n} sur {total}",
            "Frase {n} de {total}",
            "第 {n} 句，共 {total} 句",
        ),
        "label_tally": (
            "{n} labelled now, {agreed} as suggested; {total} in all",
            "{n} {n|étiquetée|étiquetées} ici, {agreed} comme suggéré ; {total} en tout",
            "{n} {n|etiquetada|etiquetadas} ahora, {agreed} como se sugirió; {total} en total",
            "本次已标注 {n} 句，其中 {agreed} 句与建议一致；共计 {total} 句",
        ),
        "label_suggests": ("The model says", "Le modèle dit", "El modelo dice", "模型认为"),
        "label_no_model": (
            "No model serves this task yet: choose the label yourself.",
            "Aucun modèle ne sert encore cette tâche : choisissez vous-même l’étiquette.",
            "Ningún modelo sirve aún esta tarea: elija usted la etiqueta.",
            "此任务尚无模型，请自行选择标签。",
        ),
        "label_one": ("Label", "Étiquette", "Etiqueta", "标签"),
        "label_some": (
            "Labels, any number or none",
            "Étiquettes, autant qu’il faut ou aucune",
            "Etiquetas, cuantas hagan falta o ninguna",
            "标签（可多选，也可不选）",
        ),
        "label_save": ("Accept (Enter)", "Accepter (Entrée)", "Aceptar (Intro)", "确认（回车）"),
        "label_skip": ("Skip (S)", "Passer (S)", "Saltar (S)", "跳过（S）"),
        "label_undo": ("Undo (U)", "Annuler (U)", "Deshacer (U)", "撤销（U）"),
        "label_keys": (
            "Keys, while the focus is in this part: Enter accepts what is chosen, at first the "
            "suggestion; a digit is "
            "the label with that number (and accepts it, where there can be one only); S skips; U takes "
            "back.",
            "Touches, quand le focus est dans cette partie : Entrée accepte le choix, d’abord la "
            "suggestion ; un "
            "chiffre est l’étiquette de ce numéro (et l’accepte, s’il ne peut y en avoir qu’une) ; S "
            "passe ; U annule.",
            "Teclas, con el foco en esta parte: Intro acepta lo elegido, al principio la sugerencia; una "
            "cifra es la "
            "etiqueta de ese número (y la acepta, si solo puede haber una); S salta; U deshace.",
            "焦点在此区域时的按键：回车确认所选项（初始为建议）；数字键选择对应编号的标签（单选任务中同时确认）；"
            "S 跳过；U 撤销。",
        ),
        "label_choose": (
            "Choose a label first.",
            "Choisissez d’abord une étiquette.",
            "Elija primero una etiqueta.",
            "请先选择标签。",
        ),
        "label_nothing": (
            "There is no sentence that nobody has labelled.",
            "Il n’y a aucune phrase que personne n’ait étiquetée.",
            "No hay ninguna frase sin etiquetar.",
            "没有尚未标注的句子。",
        ),
        "label_over": (
            "Done: {n} labelled, {agreed} of them as suggested.",
            "Terminé : {n} {n|étiquetée|étiquetées}, dont {agreed} comme suggéré.",
            "Terminado: {n} {n|etiquetada|etiquetadas}, {agreed} de ellas como se sugirió.",
            "完成：已标注 {n} 句，其中 {agreed} 句与建议一致。",
        ),
        "label_kept": (
            "They are in {file} of the library.",
            "Elles sont dans {file} de la bibliothèque.",
            "Están en {file} de la biblioteca.",
            "保存在资料库的 {file} 中。",
        ),
        "label_train": (
            "Use these labels in the training below",
            "Utiliser ces étiquettes dans l’entraînement ci-dessous",
            "Usar estas etiquetas en el entrenamiento de abajo",
            "在下方训练中使用这些标签",
        ),
        "label_chosen": (
            "Chosen below: {task} with {n} {n|label|labels} of your own, beside all its sets.",
            "Choisi ci-dessous : {task} avec {n} {n|étiquette|étiquettes} à vous, en plus de tous ses jeux.",
            "Elegido abajo: {task} con {n} {n|etiqueta propia|etiquetas propias}, además de todos sus "
            "conjuntos.",
            "已在下方选择：{task}，除全部数据集外另加您自己的 {n} 个标签。",
        ),
        "train_own": (
            "labels of your own ({n}), beside all sets",
            "vos étiquettes ({n}), en plus de tous les jeux",
            "sus etiquetas ({n}), además de todos los conjuntos",
            "您自己的标签（{n}），与全部数据集一起",
        ),
        "label_table": (
            "All sentences of this round",
            "Toutes les phrases de cette série",
            "Todas las frases de esta ronda",
            "本轮全部句子",
        ),
        "label_n": ("No.", "Nº", "N.º", "序号"),
        "label_sentence": ("Sentence", "Phrase", "Frase", "句子"),
        "label_where": ("Where", "Où", "Dónde", "出处"),
        "label_model": ("The model says", "Le modèle dit", "El modelo dice", "模型认为"),
        "label_sure": ("Sure", "Sûr à", "Seguridad", "把握"),
        "label_yours": ("You say", "Vous dites", "Usted dice", "您的标注"),
        "label_skipped": ("skipped", "passée", "saltada", "已跳过"),
        "label_now": ("now", "en cours", "ahora", "当前"),
        # a correction from a chip of an answer
        "mend_heading": (
            "Correct what a tool reads",
            "Corriger ce que lit un outil",
            "Corregir lo que lee una herramienta",
            "更正工具的判读",
        ),
        "mend_how": (
            "Your label is kept with your name and the time, and can train the next version of the "
            "model. The answer "
            "that you came from stays as it is.",
            "Votre étiquette est gardée avec votre nom et l’heure, et peut entraîner la version suivante "
            "du modèle. "
            "La réponse d’où vous venez reste telle quelle.",
            "Su etiqueta se guarda con su nombre y la hora, y puede entrenar la versión siguiente del "
            "modelo. La "
            "respuesta de la que viene queda como está.",
            "您的标注会连同姓名和时间保存，可用于训练模型的下一个版本。原回答保持不变。",
        ),
        "mend_save": ("Keep this label", "Garder cette étiquette", "Guardar esta etiqueta", "保存此标签"),
        "mend_kept": (
            "Kept: {what}. By {who}, {when}.",
            "Gardé : {what}. Par {who}, {when}.",
            "Guardado: {what}. Por {who}, {when}.",
            "已保存：{what}。{who}，{when}。",
        ),
        "mend_undo": ("Take it back", "Retirer", "Retirar", "撤回"),
        "mend_undone": (
            "Taken back: nothing is kept of this sentence.",
            "Retiré : rien n’est gardé de cette phrase.",
            "Retirado: no se guarda nada de esta frase.",
            "已撤回：未保存此句的任何标签。",
        ),
    }
)
